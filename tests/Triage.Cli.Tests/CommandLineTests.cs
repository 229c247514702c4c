namespace Triage.Cli.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_NamesEveryCommandAndTheExitCodes()
    {
        string output = (await TriageProcess.RunAsync("--help")).Success();
        foreach (string expected in new[] { "route", "evaluate", "agree", "train", "workflow", "Exit codes", "130" })
        {
            Assert.Contains(expected, output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData]
    [InlineData("rout")]
    [InlineData("route")]
    [InlineData("evaluate")]
    [InlineData("evaluate", "--leave-one-file-out", "file.tsv")]
    [InlineData("evaluate", "--groups", "3", "file.tsv")]
    [InlineData("evaluate", "--leave-one-file-out", "--groups", "1")]
    [InlineData("agree")]
    [InlineData("train", "--fast")]
    public async Task Run_WrongCommandLine_ExitCode2(params string[] arguments) =>
        Assert.Equal(2, (await TriageProcess.RunAsync(arguments)).ExitCode);

    [Theory]
    [InlineData("evaluate", "no-such-file.tsv")]
    [InlineData("agree", "no-such-file.tsv")]
    [InlineData("route", "hi", "--policy", "no-such-file.json")]
    [InlineData("route", "hi", "--model", "no-such-file.bin")]
    [InlineData("train", "--data", "no-such-folder")]
    public async Task Run_MissingFile_ExitCode1AndItsName(params string[] arguments)
    {
        var result = await TriageProcess.RunAsync(arguments);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(arguments[^1], Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }
}
