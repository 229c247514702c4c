using Triage.Learning.Labels;

namespace Triage.Learning.Training;

/// <summary>A labelled query as the trainer sees it.</summary>
/// <param name="Query">The line.</param>
/// <param name="Features">Numbers of its features, one for each occurrence.</param>
/// <param name="Scale">What the sum of its features' weights is multiplied by.</param>
/// <param name="IsEven">Whether its file covers all cells evenly, not at their natural frequencies.</param>
internal sealed record Example(LabelledQuery Query, int[] Features, float Scale, bool IsEven);
