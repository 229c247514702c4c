using Triage.Core.Scoring;
using Triage.Learning.Labels;

namespace Triage.Learning.Training;

/// <summary>A line as the trainer sees it.</summary>
/// <param name="Text">The query.</param>
/// <param name="Query">Its labels; <see langword="null"/> for a <see cref="SideLine"/>.</param>
/// <param name="WantsPerson">Whether it asks for a human being; <see langword="null"/> when not known.</param>
/// <param name="Language">Its language.</param>
/// <param name="Features">Numbers of its features, one for each occurrence.</param>
/// <param name="Scale">What the sum of its features' weights is multiplied by.</param>
/// <param name="IsEven">Whether its file covers all cells evenly, not at their natural frequencies.</param>
internal sealed record Example(
    string Text,
    LabelledQuery? Query,
    bool? WantsPerson,
    Language Language,
    int[] Features,
    float Scale,
    bool IsEven)
{
    /// <summary>Whether it is labelled in full, in natural frequencies.</summary>
    public bool IsNatural => Query is not null && !IsEven;
}
