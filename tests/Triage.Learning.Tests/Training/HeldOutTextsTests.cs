using System.Text;
using Xunit;

namespace Triage.Learning.Tests.Training;

/// <summary>What the product is measured by stands in no training file,
/// however it is cased, spaced or punctuated.</summary>
public sealed class HeldOutTextsTests
{
    private const string WorkedExamples = """
        I need help programming my Amazon Fire Stick remote.
        What is the return policy on your website for MacBook Pro?
        It has been 2 days since I bought it and my phone is still not updated with the free antivirus solution.
        """;

    private static readonly string Root = Path.GetFullPath(Path.Combine(Corpus.Folder, "../../.."));

    /// <summary>Real queries for measuring, which may lie beside the repository and never in it.</summary>
    private static readonly string Measured = Path.Combine(Root, "../shared/eval/dev.tsv");

    [Fact]
    public void Corpus_WorkedExamples_AreNotInIt() => AssertHeldOut("worked example", WorkedExamples.Split('\n'));

    [Fact]
    public void Corpus_TestData_IsNotInIt()
    {
        string[] files = Directory.GetFiles(Path.Combine(Root, "tests/data"), "*.tsv");
        Assert.NotEmpty(files);
        Assert.All(files, file => AssertHeldOut(Path.GetFileName(file), File.ReadLines(file)));
    }

    [Fact]
    public void Corpus_MeasuredQueries_AreNotInIt()
    {
        Assert.SkipUnless(File.Exists(Measured), "the queries for measuring do not lie beside the repository");
        AssertHeldOut(Path.GetFileName(Measured), File.ReadLines(Measured));
    }

    [Fact]
    public void Fold_CaseSpacesAndMarks_MakeNoDifference() =>
        Assert.Equal(Fold("What is  your e-mail?"), Fold("WHAT IS YOUR E MAIL"));

    private static void AssertHeldOut(string source, IEnumerable<string> lines)
    {
        Dictionary<string, string> corpus = Places();
        List<string> leaked = [];
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            if (corpus.TryGetValue(Fold(line.Split('\t')[0]), out string? place))
            {
                leaked.Add($"{source} line {number} stands in {place}");
            }
        }

        Assert.True(number > 0, $"{source}: empty");
        Assert.True(leaked.Count == 0, string.Join(Environment.NewLine, leaked));
    }

    /// <summary>Where each folded text of the corpus stands.</summary>
    private static Dictionary<string, string> Places()
    {
        Dictionary<string, string> places = new(StringComparer.Ordinal);
        foreach (string file in Directory.GetFiles(Corpus.Folder, "*.tsv", SearchOption.AllDirectories))
        {
            int number = 0;
            foreach (string line in File.ReadLines(file))
            {
                number++;
                places.TryAdd(Fold(line.Split('\t')[0]), $"{Path.GetRelativePath(Corpus.Folder, file)}:{number}");
            }
        }

        places.Remove("");
        return places;
    }

    /// <summary>Letters and digits in lower case.</summary>
    private static string Fold(string text)
    {
        StringBuilder folded = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes().Where(Rune.IsLetterOrDigit))
        {
            folded.Append(Rune.ToLowerInvariant(rune));
        }

        return folded.ToString();
    }
}
