using System.Reflection;
using System.Text.Json;
using Triage.Storage.Tests.Support;

namespace Triage.Cli.Tests;

public sealed class EvaluateTests : IDisposable
{
    private const string Labels = """
        Where is my order?	-	000	confirm	order
        I smell gas in the kitchen, help!	-	122	vent	issue_resolution
        ¿Dónde está mi pedido?	-	000	confirm	order	es

        """;

    private static readonly string CorpusFolder = typeof(EvaluateTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "CorpusFolder").Value!;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Evaluate_File_PrintsEveryFigure()
    {
        string output = (await TriageProcess.RunAsync("evaluate", _folder.Write("en.tsv", Labels))).Success();
        foreach (string expected in new[]
        {
            "3 lines", "kappa", "95%", "accuracy", "complexity: labelled \\ given", "exact cell", "main job",
            "workflow", "language", "worst lines",
        })
        {
            Assert.Contains(expected, output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Evaluate_Json_EveryFigureAndConfusionAddsUp()
    {
        string output = (await TriageProcess.RunAsync("evaluate", _folder.Write("en.tsv", Labels), "--json")).Success();
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.Equal(3, json.RootElement.GetProperty("lines").GetInt32());
        JsonElement[] dimensions = [.. json.RootElement.GetProperty("dimensions").EnumerateArray()];
        Assert.Equal(
            ["complexity", "severity", "effort"], dimensions.Select(d => d.GetProperty("dimension").GetString()));
        Assert.All(dimensions, dimension =>
        {
            Assert.Equal(
                3,
                dimension.GetProperty("confusion").EnumerateArray()
                    .Sum(row => row.EnumerateArray().Sum(n => n.GetInt32())));
            Assert.InRange(dimension.GetProperty("calibrationError").GetDouble(), 0, 1);
            Assert.True(dimension.GetProperty("kappaInterval").GetProperty("low").GetDouble()
                <= dimension.GetProperty("kappaInterval").GetProperty("high").GetDouble());
        });
        Assert.Equal(1, json.RootElement.GetProperty("languages").GetDouble());
    }

    [Fact]
    public async Task Evaluate_FaultyFile_EveryFaultWithFileAndLine()
    {
        string file = _folder.Write("en.tsv", "one\ntwo\t-\t003\tconfirm\torder\nfine\t-\t000\tconfirm\torder\n");
        var result = await TriageProcess.RunAsync("evaluate", file);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal(2, result.ErrorLines.Count);
        Assert.StartsWith($"{file}:1: fields: expected", result.ErrorLines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{file}:2: levels: expected", result.ErrorLines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agree_TwoFiles_KappasAndDisputedLine()
    {
        string first = _folder.Write("ann.tsv", Labels);
        string second = _folder.Write("bob.tsv", Labels.Replace("\t122\t", "\t022\t", StringComparison.Ordinal));
        using JsonDocument json =
            JsonDocument.Parse((await TriageProcess.RunAsync("agree", first, second, "--json")).Success());
        JsonElement pair = Assert.Single(json.RootElement.GetProperty("pairs").EnumerateArray());
        Assert.Equal(1, pair.GetProperty("dimensions")[1].GetProperty("kappa").GetDouble());
        Assert.Equal(0, pair.GetProperty("dimensions")[0].GetProperty("kappa").GetDouble());
        JsonElement disputed = Assert.Single(json.RootElement.GetProperty("disputed").EnumerateArray());
        Assert.StartsWith("I smell gas", disputed.GetProperty("text").GetString(), StringComparison.Ordinal);

        string table = (await TriageProcess.RunAsync("agree", first, second, "--with-triage")).Success();
        Assert.Contains("Triage (m", table, StringComparison.Ordinal);
        Assert.Contains("mean kappa", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_SmallCorpus_WritesAModelThatScores()
    {
        foreach (string name in new[] { "en-f", "en-g", "en-h", "en-i" })
        {
            string file = Path.Combine(CorpusFolder, name + ".tsv");
            _folder.Write($"data/{name}.tsv", string.Join('\n', File.ReadLines(file).Take(100)));
        }

        _folder.Write("data/lexicon/none.tsv", "");
        _folder.Write("data/person/none.tsv", "");
        _folder.Write("data/side/none.tsv", "");
        string model = Path.Combine(_folder.Path, "small.bin");
        var trained =
            await TriageProcess.RunAsync("train", "--data", Path.Combine(_folder.Path, "data"), "--out", model);
        Assert.Contains(model, trained.Success(), StringComparison.Ordinal);

        using JsonDocument json = JsonDocument.Parse(
            (await TriageProcess.RunAsync("route", "where is it", "--json", "--model", model)).Success());
        Assert.Contains(
            json.RootElement.GetProperty("modelVersion").GetString()!, trained.Output, StringComparison.Ordinal);
    }
}
