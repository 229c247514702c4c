using Triage.Core.Scoring;

namespace Triage.Learning.Labels;

/// <summary>One line of a corpus file.</summary>
/// <param name="Text">The query.</param>
/// <param name="Criteria">Answers to the twelve criteria in rubric order;
/// <see langword="null"/> when not labelled.</param>
/// <param name="Levels">Complexity, severity, effort.</param>
/// <param name="MainJob">The main resolution job.</param>
/// <param name="SecondJob">The other job, if any.</param>
/// <param name="Workflow">The workflow.</param>
/// <param name="Language">Language of the text.</param>
/// <param name="File">Name of the file without its extension.</param>
/// <param name="Line">Line in the file, from 1.</param>
public sealed record LabelledQuery(
    string Text,
    IReadOnlyList<Level>? Criteria,
    IReadOnlyList<Level> Levels,
    Job MainJob,
    Job? SecondJob,
    Workflow Workflow,
    Language Language,
    string File,
    int Line);
