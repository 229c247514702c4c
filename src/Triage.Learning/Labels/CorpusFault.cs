namespace Triage.Learning.Labels;

/// <summary>What is wrong with a line of a corpus file.</summary>
/// <param name="File">Path of the file.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Message">The field, what was expected and what came.</param>
public sealed record CorpusFault(string File, int Line, string Message)
{
    /// <summary>Returns "file:line: message".</summary>
    public override string ToString() => $"{File}:{Line}: {Message}";
}
