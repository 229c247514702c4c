using System.Runtime.CompilerServices;

namespace Triage.Core.Scoring;

/// <summary>One latent value for each of the three dimensions, in place.</summary>
[InlineArray(Vocabulary.DimensionCount)]
internal struct DimensionHeads
{
    private float _first;
}
