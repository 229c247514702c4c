using System.Reflection;

namespace Triage.Core.Tests.Scoring;

/// <summary>Files of the repository that tests read.</summary>
internal static class TestData
{
    private static readonly string Root = typeof(TestData).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>Returns the TAB-separated fields of each line of a file in tests/data.</summary>
    public static IReadOnlyList<string[]> Lines(string file) => Fields(Path.Combine(Root, "tests/data", file));

    /// <summary>Returns the texts of the corpus, every <paramref name="step"/>th line of each file.</summary>
    public static IEnumerable<string> CorpusTexts(int step) =>
        Directory.GetFiles(Path.Combine(Root, "src/Triage.Learning/corpus"), "*.tsv")
            .Order(StringComparer.Ordinal)
            .SelectMany(file => Fields(file).Where((_, i) => i % step == 0))
            .Select(fields => fields[0]);

    private static string[][] Fields(string path) => [.. File.ReadLines(path).Select(line => line.Split('\t'))];
}
