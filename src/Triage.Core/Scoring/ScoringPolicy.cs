namespace Triage.Core.Scoring;

/// <summary>The scoring part of a policy: how answers become the levels of the three dimensions.</summary>
/// <remarks>
/// The latent value of a dimension is <c>own * share + sum(weight * v)</c> over its criteria, where <c>v</c> is the
/// explicit answer (0, 1, 2; 0 counts no more and 2 no less than what was inferred) or else the inferred one, and
/// <c>share</c> falls with the weight of the answers that contradict the sign of <c>own</c>. Weights are not negative,
/// so raising an answer never lowers the value, and neither does a first answer of 2.
/// </remarks>
public sealed class ScoringPolicy
{
    private readonly DimensionPolicy[] _dimensions;

    /// <summary>Builds the scoring part of a policy.</summary>
    /// <param name="dimensions">Complexity, severity, effort.</param>
    /// <param name="isBinary">Whether levels are low and high only, cut at each dimension's first cut point.</param>
    /// <exception cref="ArgumentException">There are not three dimensions, or they stand in another order.</exception>
    public ScoringPolicy(IReadOnlyList<DimensionPolicy> dimensions, bool isBinary = false)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        if (dimensions.Count != Vocabulary.DimensionCount)
        {
            throw new ArgumentException($"expected 3 dimensions, got {dimensions.Count}", nameof(dimensions));
        }

        for (int d = 0; d < Vocabulary.DimensionCount; d++)
        {
            if (dimensions[d].Dimension != (Dimension)d)
            {
                throw new ArgumentException(
                    $"expected complexity, severity, effort, got {dimensions[d].Dimension.Key()} at {d}",
                    nameof(dimensions));
            }
        }

        _dimensions = [.. dimensions];
        IsBinary = isBinary;
    }

    /// <summary>Gets whether levels are low and high only.</summary>
    public bool IsBinary { get; }

    /// <summary>Gets how a dimension gets its level.</summary>
    public DimensionPolicy this[Dimension dimension] => _dimensions[(int)dimension];

    /// <summary>Sets the levels of a score from its inferred criteria, its own heads and its explicit
    /// answers.</summary>
    /// <remarks>Allocates 0 B.</remarks>
    public void SetLevels(ref Score score)
    {
        for (int d = 0; d < Vocabulary.DimensionCount; d++)
        {
            score.Dimensions[d] = _dimensions[d].Level(in score, score.Own[d], IsBinary);
        }
    }
}
