namespace Triage.Core.Scoring;

/// <summary>What one word of a text contributed to a dimension.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Contribution">Signed, in units of the latent value.</param>
public readonly record struct WordContribution(TextSpan Span, float Contribution);
