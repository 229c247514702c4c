using System.Text.Json;
using Triage.Storage.Tests.Support;

namespace Triage.Cli.Tests;

public sealed class RouteTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Route_Query_ShowsLevelsCellChannelsReasonsAndWords()
    {
        string output = (await TriageProcess.RunAsync("route", "There is smoke coming out of my charger!")).Success();
        string[] shown =
            ["complexity", "severity", "effort", "█", "░", "cell ", "primary", "secondary", "confidence"];
        foreach (string expected in shown)
        {
            Assert.Contains(expected, output, StringComparison.Ordinal);
        }

        Assert.Contains("«smoke»", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Route_Json_IsTheAnswerOfTheApi()
    {
        string output = (await TriageProcess.RunAsync(
            "route",
            "let me talk to a human",
            "--json",
            "--at",
            "2026-05-04T09:00:00Z",
            "--answers",
            "urgency=2")).Success();
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement answer = json.RootElement;
        Assert.Equal("LEVEL_HIGH", answer.GetProperty("severity").GetProperty("level").GetString());
        Assert.Equal('H', answer.GetProperty("cell").GetString()![1]);
        Assert.True(answer.GetProperty("wantsPerson").GetBoolean());
        Assert.Equal("2026-05-04T09:00:00Z", answer.GetProperty("decidedAt").GetString());
        Assert.Equal(3, answer.GetProperty("explanation").GetProperty("dimensions").GetArrayLength());
        Assert.NotEmpty(answer.GetProperty("primary").GetProperty("reason").GetString()!);
    }

    [Fact]
    public async Task Route_StandardInput_OneLineADecision()
    {
        string output = (await TriageProcess.RunAsync("where is my order\n주문 취소해 주세요\n", ["route", "-"])).Success();
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.EndsWith("주문 취소해 주세요", lines[1], StringComparison.Ordinal);
        Assert.Matches("^[LMH]{3}  [a-z_]+ +[a-z_]+ +[01][.][0-9]{2}  ", lines[0]);
    }

    [Fact]
    public async Task Route_FileWithABadLine_DecidesTheOthersAndNamesFileAndLine()
    {
        string file = _folder.Write("queries.txt", "first\n \nthird\n");
        var result = await TriageProcess.RunAsync("route", file, "--json");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(2, result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith($"{file}:2: text: expected", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Route_SameInstant_SameDecisionButItsId()
    {
        string[] arguments = ["route", "I want my money back", "--json", "--at", "2026-05-04T09:00:00Z"];
        string first = (await TriageProcess.RunAsync(arguments)).Success();
        string second = (await TriageProcess.RunAsync(arguments)).Success();
        Assert.NotEqual(first, second);
        Assert.Equal(
            first[first.IndexOf(',', StringComparison.Ordinal)..],
            second[second.IndexOf(',', StringComparison.Ordinal)..]);
    }

    [Theory]
    [InlineData("urgency=3")]
    [InlineData("urgency")]
    [InlineData("haste=1")]
    [InlineData("urgency=high")]
    public async Task Route_BadAnswer_IsAUsageErrorThatNamesIt(string answer)
    {
        var result = await TriageProcess.RunAsync("route", "hi", "--answers", answer);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(
            $"--answers: expected criterion=answer, the answer 0, 1 or 2, got '{answer}'",
            result.Errors,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Route_FaultyPolicy_EveryFaultWithFileAndPath()
    {
        string file = _folder.Write("policy.json", """{ "name": 1, "chanels": [] }""");
        var result = await TriageProcess.RunAsync("route", "hi", "--policy", file);
        Assert.Equal(1, result.ExitCode);
        Assert.All(result.ErrorLines, line => Assert.StartsWith($"{file}: $", line, StringComparison.Ordinal));
        Assert.Contains(result.ErrorLines, line => line.Contains("$.name", StringComparison.Ordinal));
        Assert.Contains(result.ErrorLines, line => line.Contains("$.chanels", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Route_DamagedModel_ClearErrorAndNoScore()
    {
        string file =
            _folder.Write("model.bin", "TRIAGE01 and then nothing of use, but long enough to be taken for one");
        var result = await TriageProcess.RunAsync("route", "hi", "--model", file);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("model: expected", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }
}
