namespace Triage.Storage.Tests.Support;

/// <summary>Tests that kill servers and time what follows: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Faults
{
    public const string Name = "faults";
}
