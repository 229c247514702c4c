namespace Triage.Core.Scoring;

/// <summary>The score on one dimension.</summary>
/// <param name="Level">The level that the policy's cut points make of <paramref name="Value"/>.</param>
/// <param name="Value">Latent value; about 0 to 2, unbounded.</param>
/// <param name="Low">Probability of low, in [0, 1].</param>
/// <param name="Medium">Probability of medium, in [0, 1]; 0 on a binary scale.</param>
/// <param name="High">Probability of high, in [0, 1]; the three add up to 1 within rounding.</param>
public readonly record struct DimensionScore(Level Level, float Value, float Low, float Medium, float High)
{
    /// <summary>Gets the probability of a level.</summary>
    public float Probability(Level level) => level switch
    {
        Level.Low => Low,
        Level.Medium => Medium,
        _ => High,
    };
}
