namespace Triage.Core.Scoring;

/// <summary>Why a score is what it is.</summary>
/// <param name="Dimensions">Complexity, severity, effort.</param>
public sealed record Explanation(IReadOnlyList<DimensionExplanation> Dimensions)
{
    /// <summary>Gets the explanation of one dimension.</summary>
    public DimensionExplanation this[Dimension dimension] => Dimensions[(int)dimension];
}
