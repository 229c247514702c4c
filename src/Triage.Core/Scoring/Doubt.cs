namespace Triage.Core.Scoring;

/// <summary>How sure the level of a dimension is; fitted with the model, not tuned by analysts.</summary>
/// <param name="InferredSlope">Slope of the logistic when nothing is answered; above 0.</param>
/// <param name="AnsweredSlope">Slope of the logistic when every criterion is answered; above 0.</param>
/// <param name="LowMargin">How far beyond the low cut point an inferred value must lie for even odds.</param>
/// <param name="HighMargin">How far beyond the high cut point an inferred value must lie for even odds.</param>
/// <remarks>Margins are not 0 because cut points are set for agreement, where a miss by two levels counts four times,
/// and probabilities for honesty.</remarks>
public sealed record Doubt(float InferredSlope, float AnsweredSlope, float LowMargin = 0, float HighMargin = 0);
