namespace Triage.Learning.Labels;

/// <summary>Corpus files with faults; nothing is trained or measured on them.</summary>
public sealed class CorpusException(IReadOnlyList<CorpusFault> faults)
    : Exception($"corpus: {faults.Count} faulty lines, the first: {faults[0]}")
{
    /// <summary>Every fault, in file and line order.</summary>
    public IReadOnlyList<CorpusFault> Faults { get; } = faults;
}
