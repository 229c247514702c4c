using System.Reflection;
using Triage.Core.Scoring;
using Triage.Learning.Labels;

namespace Triage.Learning.Tests;

/// <summary>The training data of the repository, and small files of labels.</summary>
internal static class Corpus
{
    public static string Folder { get; } = typeof(Corpus).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "CorpusFolder").Value!;

    /// <summary>Returns the lines of a corpus file, named without its extension.</summary>
    public static IReadOnlyList<LabelledQuery> Of(string file) =>
        CorpusReader.Read([Path.Combine(Folder, $"{file}.tsv")]);

    /// <summary>Makes a labelled query with three levels, such as "021".</summary>
    public static LabelledQuery Query(string text, string levels) => new(
        text,
        null,
        [.. levels.Select(digit => (Level)(digit - '0'))],
        Job.Confirm,
        null,
        Workflow.Order,
        Language.English,
        "test",
        1);
}
