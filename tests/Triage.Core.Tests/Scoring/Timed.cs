namespace Triage.Core.Tests.Scoring;

/// <summary>Tests that measure time run alone.</summary>
[CollectionDefinition(nameof(Timed), DisableParallelization = true)]
public sealed class Timed;
