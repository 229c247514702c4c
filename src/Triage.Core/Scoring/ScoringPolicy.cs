namespace Triage.Core.Scoring;

/// <summary>The scoring part of a policy: how answers become the levels of the three dimensions.</summary>
/// <remarks>
/// The latent value of a dimension is <c>own * (1 - A) + sum(weight * v)</c> over its criteria, where <c>v</c> is the
/// explicit answer (0, 1, 2) or else the inferred one, and <c>A</c> is the answered share of the dimension's weight: the
/// more is answered, the less is inferred. Weights are not negative, so raising an answer never lowers the value.
/// </remarks>
public sealed class ScoringPolicy
{
    private readonly DimensionPolicy[] _dimensions;

    /// <summary>Builds the scoring part of a policy.</summary>
    /// <param name="dimensions">Complexity, severity, effort.</param>
    /// <param name="isBinary">Whether levels are low and high only, cut at each dimension's first cut point.</param>
    /// <exception cref="ArgumentException">There are not three dimensions.</exception>
    public ScoringPolicy(IReadOnlyList<DimensionPolicy> dimensions, bool isBinary = false)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        if (dimensions.Count != Vocabulary.DimensionCount)
        {
            throw new ArgumentException($"expected 3 dimensions, got {dimensions.Count}", nameof(dimensions));
        }

        _dimensions = [.. dimensions];
        IsBinary = isBinary;
    }

    /// <summary>Gets whether levels are low and high only.</summary>
    public bool IsBinary { get; }

    public DimensionPolicy this[Dimension dimension] => _dimensions[(int)dimension];

    /// <summary>Sets the levels of a score from its inferred criteria, its own heads and its explicit answers.</summary>
    /// <remarks>Allocates 0 B.</remarks>
    public void SetLevels(ref Score score)
    {
        for (int d = 0; d < Vocabulary.DimensionCount; d++)
        {
            score.Dimensions[d] = _dimensions[d].Level(in score, score.Own[d], IsBinary);
        }
    }
}
