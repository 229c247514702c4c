using Triage.V1;

namespace Triage.EndToEnd.Tests.Worker;

/// <summary><c>triage worker</c> with a Redis and a service of this machine.</summary>
public sealed class WorkerTests(SharedServer shared) : StreamTests
{
    private const string Query = """{"text":"Where is my order?","context":{"instant":"2026-05-04T09:00:00Z"}}""";

    [Fact]
    public async Task Worker_Query_IsDecidedAsTheServiceDecidesItAndTakenOffTheStream()
    {
        using WorkerProcess worker = Start(shared.Process.Http);
        await Caller.AddAsync("id", "q1", "query", Query);

        Dictionary<string, string> answer = Assert.Single(
            await Caller.TakeAllAsync("decisions", 1, () => worker.Output));

        using JsonCaller service = new(shared.Process.Http);
        TriageResponse expected = await service.CallAsync<TriageResponse>(
            "TriageService/Triage", TriageRequest.Parser.ParseJson(Query));
        TriageResponse decided = TriageResponse.Parser.ParseJson(answer["decision"]);
        expected.DecisionId = decided.DecisionId = "";
        Assert.Equal("q1", answer["id"]);
        Assert.Equal(expected, decided);
        (int exitCode, string output) = await worker.StopAsync();
        Assert.Equal(0, exitCode);
        Assert.Contains("1 decided, 0 set aside, 0 answered before", output, StringComparison.Ordinal);
        Assert.Equal(0, await Caller.CountAsync("queries"));
    }

    [Fact]
    public async Task Worker_AnIdTwice_DecidesItOnce()
    {
        await Caller.AddAsync(["a", "b", "a", "a"], Query);
        using WorkerProcess worker = Start(shared.Process.Http);
        await Caller.AddAsync("id", "last", "query", Query);

        List<Dictionary<string, string>> answers = await Caller.TakeAllAsync("decisions", 3, () => worker.Output);

        Assert.Equal(["a", "b", "last"], answers.Select(answer => answer["id"]).Order(StringComparer.Ordinal));
        Assert.Contains(
            "3 decided, 0 set aside, 2 answered before", (await worker.StopAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_MessagesThatCannotBeDecided_AreSetAsideWithTheReasonAndSpoilNoOther()
    {
        const string Invalid = "MESSAGE_INVALID";
        (string Code, string Reason, string[] Fields)[] bad =
        [
            (Invalid, "id: expected 1 to 128 characters, got 0", ["query", Query]),
            (Invalid, "id: expected 1 to 128 characters, got 200", ["id", new string('i', 200), "query", Query]),
            (Invalid, "query: expected a TriageRequest as JSON, got none", ["id", "1"]),
            (Invalid, "query: expected a TriageRequest as JSON: ", ["id", "2", "query", $"{{\"text\": {Canary}"]),
            (Invalid, "query: expected a TriageRequest as JSON: ", ["id", "3", "query", $$"""{"{{Canary}}":1}"""]),
            (Invalid, "query: expected a TriageRequest as JSON: ", ["id", "4", "query", new string('[', 100_000)]),
            ("REQUEST_INVALID", "text: ", ["id", "5", "query", """{"text":" "}"""]),
            ("REQUEST_INVALID", "policy", ["id", "6", "query", $$"""{"text":"hello","policy":"{{Canary}} !"}"""]),
            ("POLICY_UNKNOWN", "policy", ["id", "7", "query", """{"text":"hello","policy":"nobodys"}"""]),
            ("MESSAGE_TOO_LARGE", "", ["id", "8", "query", $$"""{"text":"{{new string('x', 1_300_000)}}"}"""]),
        ];
        foreach ((_, _, string[] fields) in bad)
        {
            await Caller.AddAsync([.. fields]);
            await Caller.AddAsync("id", $"good-{Guid.NewGuid()}", "query", Query);
        }

        using WorkerProcess worker = Start(shared.Process.Http);
        List<Dictionary<string, string>> poison = await Caller.TakeAllAsync("poison", bad.Length, () => worker.Output);
        await Caller.TakeAllAsync("decisions", bad.Length, () => worker.Output);

        foreach ((string code, string reason, string[] fields) in bad)
        {
            string id = fields[0] == "id" ? fields[1] : "";
            Dictionary<string, string> aside = Assert.Single(poison, entry => entry["id"] == id);
            Assert.Equal(code, aside["code"]);
            Assert.Contains(reason, aside["reason"], StringComparison.Ordinal);
            Assert.Equal(fields is [.., "query", string query] ? query : "", aside["query"]);
        }

        (int exitCode, string output) = await worker.StopAsync();
        Assert.Equal(0, exitCode);
        Assert.Contains("10 set aside", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, output, StringComparison.Ordinal);
        Assert.Equal(0, await Caller.CountAsync("queries"));
    }

    [Fact]
    public async Task Worker_AnIdThatWasSetAside_DecidesItOnceItIsMended()
    {
        using WorkerProcess worker = Start(shared.Process.Http);
        await Caller.AddAsync("id", "q1", "query", "{}");
        await Caller.TakeAllAsync("poison", 1, () => worker.Output);
        await Caller.AddAsync("id", "q1", "query", Query);
        Assert.Equal("q1", (await Caller.TakeAllAsync("decisions", 1, () => worker.Output))[0]["id"]);
    }

    [Fact]
    public async Task Worker_AnswersThatNobodyReads_WaitsUntilTheyAreRead()
    {
        string[] ids = [.. Enumerable.Range(0, 200).Select(i => $"q{i}")];
        await Caller.AddAsync(ids, Query);
        using WorkerProcess worker = Start(shared.Process.Http, "--batch", "10", "--max-unread", "50");
        await HoldsAsync(
            () => worker.Output.Contains("waits for the readers of its answers", StringComparison.Ordinal), worker);
        Assert.Equal(50, await Caller.CountAsync("decisions"));
        Assert.Equal(150, await Caller.CountAsync("queries"));

        List<Dictionary<string, string>> answers = await Caller.TakeAllAsync("decisions", 200, () => worker.Output);

        Assert.Equal(
            ids.Order(StringComparer.Ordinal), answers.Select(answer => answer["id"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Worker_MessagesOfADeadWorker_AreTakenOverAndWhatEndedWorkersIsSetAside()
    {
        await Caller.AddAsync(["kills", "harmless", "new"], Query);
        await Caller.GiveToDeadWorkerAsync(deliveries: [10, 9]);

        using WorkerProcess worker = Start(shared.Process.Http);
        List<Dictionary<string, string>> answers = await Caller.TakeAllAsync("decisions", 2, () => worker.Output);

        Assert.Equal(["harmless", "new"], answers.Select(answer => answer["id"]).Order(StringComparer.Ordinal));
        Dictionary<string, string> aside = Assert.Single(await Caller.TakeAllAsync("poison", 1, () => worker.Output));
        Assert.Equal(("kills", "DELIVERED_TOO_OFTEN"), (aside["id"], aside["code"]));
    }

    [Fact]
    public async Task Worker_ServiceKilled_WaitsAndGoesOnWhenItIsBack()
    {
        ServerProcess server = await ServerProcess.StartAsync();
        string address = server.Http;
        using WorkerProcess worker = Start(address);
        using WorkerProcess other = Start(address);
        await server.DisposeAsync();
        await Caller.AddAsync(["a", "b", "c"], Query);
        await HoldsAsync(
            () => worker.Output.Contains("waits for the service", StringComparison.Ordinal)
                || other.Output.Contains("waits for the service", StringComparison.Ordinal),
            worker,
            other);
        await using ServerProcess again = await ServerProcess.StartAsync(
            [$"--Listen:Http={new Uri(address).Authority}"]);

        List<Dictionary<string, string>> answers = await Caller.TakeAllAsync(
            "decisions", 3, () => worker.Output + other.Output);

        Assert.Equal(["a", "b", "c"], answers.Select(answer => answer["id"]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("--batch", "0", "--batch: expected 1 to 1,000, got 0")]
    [InlineData("--stream", "a b", "--stream: expected 1 to 64 characters")]
    [InlineData("--redis", "", "--redis: expected servers such as 127.0.0.1:6379")]
    [InlineData("--remember", "0s", "--remember: expected 1s or more")]
    public async Task Worker_BadOption_RefusesWithWhatIsAllowed(string option, string value, string expected)
    {
        using WorkerProcess worker = new(option, value);
        (int exitCode, string output) = await worker.WaitAsync();
        Assert.Equal(2, exitCode);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }
}
