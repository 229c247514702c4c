using System.Reflection;

namespace Triage.Core.Tests;

/// <summary>How sources are laid out, which the build does not check.</summary>
public sealed class SourceTests
{
    private const int MaxColumns = 120;
    private const int MaxLines = 300;
    private const int MaxLinesOfTests = 500;

    private static readonly string Root = typeof(SourceTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    [Fact]
    public void Lines_OfEverySource_StayWithin120Columns() =>
        Assert.Empty(Sources().SelectMany(file => File.ReadLines(file)
            .Index()
            .Where(line => line.Item.Length > MaxColumns)
            .Select(line => $"{Path.GetRelativePath(Root, file)}:{line.Index + 1}")));

    [Fact]
    public void Files_OfEverySource_ArePartedBeforeTheyGrowLong() =>
        Assert.Empty(Sources()
            .Where(file => File.ReadLines(file).Count() > Limit(file))
            .Select(file => Path.GetRelativePath(Root, file)));

    private static int Limit(string file) =>
        Path.GetRelativePath(Root, file).StartsWith("tests", StringComparison.Ordinal) ? MaxLinesOfTests : MaxLines;

    /// <summary>Finds all sources but those that builds make.</summary>
    private static string[] Sources()
    {
        string made = $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}";
        string[] found =
        [
            .. new[] { "src", "tests", "bench" }
                .SelectMany(folder => Directory.EnumerateFiles(
                    Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
                .Where(file => !file.Contains(made, StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(found);
        return found;
    }
}
