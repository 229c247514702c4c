using System.Runtime.CompilerServices;

namespace Triage.Core.Scoring;

/// <summary>One score for each of the three dimensions, in place.</summary>
[InlineArray(Vocabulary.DimensionCount)]
public struct PerDimension
{
    private DimensionScore _first;

    /// <summary>Gets or sets the score on a dimension.</summary>
    public DimensionScore this[Dimension dimension]
    {
        readonly get => this[(int)dimension];
        set => this[(int)dimension] = value;
    }
}
