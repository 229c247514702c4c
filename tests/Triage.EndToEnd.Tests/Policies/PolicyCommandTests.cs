using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Triage.EndToEnd.Tests.Policies;

/// <summary><c>triage policy</c> as its own process, on a service of its own.</summary>
public sealed class PolicyCommandTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("triage-");
    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync() => _server = await ServerProcess.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task PutAndPublish_ATemplate_MakeItTheFirstVersion()
    {
        string file = await SaveAsync("airline.json", await RunAsync("init", "--template", "airline"));
        Assert.Contains("no fault", await RunAsync("validate", file), StringComparison.Ordinal);

        string published = await PublishAsync(file);

        Assert.Contains("default version 1 is published", published, StringComparison.Ordinal);
        Assert.Contains("Airline", await RunAsync("get"), StringComparison.Ordinal);
        Assert.Contains("just right", await RunAsync("history"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_EditedAndPut_ChangesThatCellAndNoOther()
    {
        string csv = await RunAsync("get", "--csv");
        Assert.Equal(28, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        string file = await SaveAsync(
            "matrix.csv",
            csv.Replace("LLL,low,low,low,knowledge_base,", "LLL,low,low,low,community,", StringComparison.Ordinal));

        string difference = await RunAsync("diff", "published", file);

        // The picture folds lines to the width of a terminal; the values below it stand whole.
        Assert.Contains(
            "$.matrix.LLL.primary\n  - \"knowledge_base\"\n  + \"community\"\n", difference, StringComparison.Ordinal);
        Assert.Contains("complexity low", difference, StringComparison.Ordinal);
        Assert.EndsWith("1 cells and 1 values differ\n", difference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_PutUnchanged_DiffersInNothing()
    {
        string file = await SaveAsync("matrix.csv", await RunAsync("get", "--csv"));
        Assert.Equal("0 cells and 0 values differ\n", await RunAsync("diff", "published", file));
    }

    [Fact]
    public async Task Dmn_InAnEngineOfAnotherMaker_DecidesEveryCellAsTheMatrix()
    {
        JsonNode matrix = JsonNode.Parse(await RunAsync("get", "--json"))!["matrix"]!;

        string decided = await Command.RunAsync(
            "node",
            [Path.Combine(Repository.Root, "tests", "clients", "dmn", "evaluate.js")],
            await RunAsync("get", "--dmn"));

        string[] expected = [.. matrix.AsObject().Select(cell => new JsonArray(
            cell.Key,
            cell.Value!["primary"]!.DeepClone(),
            cell.Value["secondary"]?.DeepClone(),
            cell.Value["why"]!.DeepClone()).ToJsonString())];
        Assert.Equal(27, expected.Length);
        Assert.Equal(
            expected,
            decided.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonNode.Parse(line)!.ToJsonString()));
    }

    [Fact]
    public async Task Dmn_PutUnchanged_DiffersInNothing()
    {
        string file = await SaveAsync("matrix.dmn", await RunAsync("get", "--dmn"));
        Assert.Contains("no fault", await RunAsync("validate", file), StringComparison.Ordinal);
        Assert.Equal(
            "0 cells and 0 values differ\n", await RunAsync("diff", (await RunAsync("put", file)).Trim(), "published"));
    }

    [Fact]
    public async Task Rollback_ToTheFirstVersion_PublishesItAsTheThird()
    {
        await PublishAsync(await SaveAsync("a.json", await RunAsync("init")));
        await PublishAsync(await SaveAsync("b.json", await RunAsync("init", "--template", "telecom")));

        Assert.Equal("default version 3 is published\n", await RunAsync("rollback", "1"));

        Assert.Equal("0 cells and 0 values differ\n", await RunAsync("diff", "1", "3"));
    }

    [Fact]
    public async Task Publish_AFileMadeFromAnOlderVersion_ShowsWhatItWouldHaveUndone()
    {
        await PublishAsync(await SaveAsync("a.json", await RunAsync("init")));
        string got = await SaveAsync("mine.json", await RunAsync("get", "--json"));
        JsonNode theirs = JsonNode.Parse(await File.ReadAllTextAsync(got))!;
        theirs["currency"] = "EUR";
        await PublishAsync(await SaveAsync("theirs.json", theirs.ToJsonString()));
        string draft = (await RunAsync("put", got, "--base", "1")).Trim();

        string output = await FailAsync("publish", draft, "--accept", "costly_primary", "--accept", "closed_together");

        Assert.Contains("version 2 by 'local' is published, not 1", output, StringComparison.Ordinal);
        Assert.Contains("$.currency: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promote_AVersionOnTrial_PublishesItAndWithdrawLeavesTheOld()
    {
        string file = await SaveAsync("a.json", await RunAsync("init"));
        await PublishAsync(file);

        Assert.Equal("default version 2 is being tried beside version 1\n", await PublishAsync(file, "--share", "10"));
        Assert.Equal("default version 1 is published\n", await RunAsync("withdraw", "2"));
        await PublishAsync(file, "--shadow");
        Assert.Equal("default version 3 is published\n", await RunAsync("promote", "3"));
    }

    [Fact]
    public async Task Watch_AcrossARestartOfTheService_GoesOnWithTheNextVersion()
    {
        string file = await SaveAsync("a.json", await RunAsync("init"));
        await _server.DisposeAsync();

        // Below the ports that systems give to whoever asks for any: nobody takes it during the restart.
        string[] address = [$"--Listen:Http=127.0.0.1:{Random.Shared.Next(20_000, 30_000)}"];
        _server = await ServerProcess.StartAsync(address);
        ProcessStartInfo start = new(Command.Triage, ["policy", "--server", _server.Http, "watch"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using Process watch = Process.Start(start)!;
        try
        {
            Assert.Equal("default version 0", await NextLineAsync(watch));
            await _server.DisposeAsync();
            _server = await ServerProcess.StartAsync(address);
            await PublishAsync(file);
            Assert.Equal("default version 1", await NextLineAsync(watch));
        }
        finally
        {
            watch.Kill();
        }
    }

    [Fact]
    public async Task Validate_AFaultyFile_NamesEveryFaultWithItsPath()
    {
        JsonNode faulty = JsonNode.Parse(await RunAsync("init"))!;
        faulty["matrix"]!["LLL"]!["primary"] = "pigeon";
        faulty["currency"] = "dollars";
        string file = await SaveAsync("faulty.json", faulty.ToJsonString());

        string output = await FailAsync("validate", file);

        Assert.Contains("$.matrix.LLL.primary: ", output, StringComparison.Ordinal);
        Assert.Contains("$.currency: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lint_AChannelWithoutAPlace_NamesIt()
    {
        JsonNode unused = JsonNode.Parse(await RunAsync("init"))!;
        unused["channels"]!.AsArray().Add(new JsonObject { ["id"] = "fax", ["kind"] = "assisted", ["name"] = "Fax" });
        Assert.Contains(
            "channel_unused : 'fax'",
            await RunAsync("lint", await SaveAsync("a.json", unused.ToJsonString())),
            StringComparison.Ordinal);
    }

    private static async Task<string?> NextLineAsync(Process process) =>
        await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));

    private async Task<string> PublishAsync(string file, params string[] options)
    {
        string draft = (await RunAsync("put", file, "--comment", "just right")).Trim();
        string[] warnings =
        [
            .. (await RunAsync("lint", file)).Split('\n').Where(line => line.Contains(": '", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[0]).Distinct(),
        ];
        string[] accepted = [.. warnings.SelectMany(warning => new[] { "--accept", warning })];
        return await RunAsync(["publish", draft, .. accepted, .. options]);
    }

    private async Task<string> SaveAsync(string name, string content)
    {
        string path = Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(path, content);
        return path;
    }

    /// <returns>What it prints before it ends with exit code 1.</returns>
    private Task<string> FailAsync(params string[] arguments) => Command.RunAsync(
        "bash",
        [
            "-c", "\"$@\" 2>&1; test $? -eq 1", "bash", Command.Triage, "policy", "--server", _server.Http,
            .. arguments,
        ]);

    private Task<string> RunAsync(params string[] arguments) =>
        Command.RunAsync(
            Command.Triage,
            arguments[0] == "init" ? ["policy", .. arguments] : ["policy", "--server", _server.Http, .. arguments]);
}
