namespace Triage.Core.Scoring;

/// <summary>Why one dimension is what it is.</summary>
/// <param name="Dimension">The dimension.</param>
/// <param name="Latent">The latent value before saturation: the sum of all that follows, within rounding.</param>
/// <param name="Bias">What every text starts from.</param>
/// <param name="FromAnswers">What explicit answers contributed.</param>
/// <param name="Words">All words that contributed, strongest first.</param>
/// <param name="FromSurface">What the look of the text contributed: length, marks, capitals.</param>
public sealed record DimensionExplanation(
    Dimension Dimension,
    float Latent,
    float Bias,
    float FromAnswers,
    IReadOnlyList<WordContribution> Words,
    float FromSurface);
