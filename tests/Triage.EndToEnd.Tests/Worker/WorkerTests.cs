using StackExchange.Redis;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Worker;

/// <summary><c>triage worker</c> with a Redis and a service of this machine.</summary>
public sealed class WorkerTests(SharedServer shared) : IAsyncLifetime
{
    private const string Query = """{"text":"Where is my order?","context":{"instant":"2026-05-04T09:00:00Z"}}""";
    private const string Canary = "zanzibarplum";

    private RedisServer _redis = null!;
    private StreamCaller _caller = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _caller = new StreamCaller(_redis.ConnectionString);
    }

    public ValueTask DisposeAsync()
    {
        _caller.Dispose();
        _redis.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Worker_Query_IsDecidedAsTheServiceDecidesItAndTakenOffTheStream()
    {
        using WorkerProcess worker = Start();
        await _caller.AddAsync("id", "q1", "query", Query);

        Dictionary<string, string> answer = Assert.Single(
            await _caller.TakeAllAsync("decisions", 1, () => worker.Output));

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
        Assert.Equal(0, await _caller.CountAsync("queries"));
    }

    [Fact]
    public async Task Worker_AnIdTwice_DecidesItOnce()
    {
        await _caller.AddAsync(["a", "b", "a", "a"], Query);
        using WorkerProcess worker = Start();
        await _caller.AddAsync("id", "last", "query", Query);

        List<Dictionary<string, string>> answers = await _caller.TakeAllAsync("decisions", 3, () => worker.Output);

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
            await _caller.AddAsync([.. fields]);
            await _caller.AddAsync("id", $"good-{Guid.NewGuid()}", "query", Query);
        }

        using WorkerProcess worker = Start();
        List<Dictionary<string, string>> poison = await _caller.TakeAllAsync("poison", bad.Length, () => worker.Output);
        await _caller.TakeAllAsync("decisions", bad.Length, () => worker.Output);

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
        Assert.Equal(0, await _caller.CountAsync("queries"));
    }

    [Fact]
    public async Task Worker_AnIdThatWasSetAside_DecidesItOnceItIsMended()
    {
        using WorkerProcess worker = Start();
        await _caller.AddAsync("id", "q1", "query", "{}");
        await _caller.TakeAllAsync("poison", 1, () => worker.Output);
        await _caller.AddAsync("id", "q1", "query", Query);
        Assert.Equal("q1", (await _caller.TakeAllAsync("decisions", 1, () => worker.Output))[0]["id"]);
    }

    [Fact]
    public async Task Worker_AnswersThatNobodyReads_WaitsUntilTheyAreRead()
    {
        string[] ids = [.. Enumerable.Range(0, 200).Select(i => $"q{i}")];
        await _caller.AddAsync(ids, Query);
        using WorkerProcess worker = Start("--batch", "10", "--max-unread", "50");
        await Eventually(
            () => worker.Output.Contains("waits for the readers of its answers", StringComparison.Ordinal));
        Assert.Equal(50, await _caller.CountAsync("decisions"));
        Assert.Equal(150, await _caller.CountAsync("queries"));

        List<Dictionary<string, string>> answers = await _caller.TakeAllAsync("decisions", 200, () => worker.Output);

        Assert.Equal(
            ids.Order(StringComparer.Ordinal), answers.Select(answer => answer["id"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Worker_MessagesOfADeadWorker_AreTakenOverAndWhatEndedWorkersIsSetAside()
    {
        await _caller.AddAsync(["kills", "harmless", "new"], Query);
        await _caller.ExecuteAsync("XGROUP", "CREATE", (RedisKey)"{triage}:queries", "triage", "0");
        RedisResult[] read = (RedisResult[])(await _caller.ExecuteAsync(
            "XREADGROUP", "GROUP", "triage", "dead", "COUNT", "2", "STREAMS", (RedisKey)"{triage}:queries", ">"))!;
        RedisResult[] given = (RedisResult[])((RedisResult[])read[0]!)[1]!;
        foreach ((RedisResult entry, string deliveries) in given.Zip(["10", "9"]))
        {
            string name = (string)((RedisResult[])entry!)[0]!;
            await _caller.ExecuteAsync(
                "XCLAIM", (RedisKey)"{triage}:queries", "triage", "dead", "0", name,
                "IDLE", "600000", "RETRYCOUNT", deliveries, "JUSTID");
        }

        using WorkerProcess worker = Start();
        List<Dictionary<string, string>> answers = await _caller.TakeAllAsync("decisions", 2, () => worker.Output);

        Assert.Equal(["harmless", "new"], answers.Select(answer => answer["id"]).Order(StringComparer.Ordinal));
        Dictionary<string, string> aside = Assert.Single(await _caller.TakeAllAsync("poison", 1, () => worker.Output));
        Assert.Equal(("kills", "DELIVERED_TOO_OFTEN"), (aside["id"], aside["code"]));
    }

    [Fact]
    public async Task Worker_ServiceKilled_WaitsAndGoesOnWhenItIsBack()
    {
        ServerProcess server = await ServerProcess.StartAsync();
        string address = server.Http;
        using WorkerProcess worker = new(
            "--redis", _redis.ConnectionString, "--server", address, "--take-over-after", "1s");
        using WorkerProcess other = new(
            "--redis", _redis.ConnectionString, "--server", address, "--take-over-after", "1s");
        await server.DisposeAsync();
        await _caller.AddAsync(["a", "b", "c"], Query);
        await Eventually(() => worker.Output.Contains("waits for the service", StringComparison.Ordinal)
            || other.Output.Contains("waits for the service", StringComparison.Ordinal));
        await using ServerProcess again = await ServerProcess.StartAsync(
            [$"--Listen:Http={new Uri(address).Authority}"]);

        List<Dictionary<string, string>> answers = await _caller.TakeAllAsync(
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

    private static async Task Eventually(Func<bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private WorkerProcess Start(params string[] arguments) =>
        new(
        [
            "--redis", _redis.ConnectionString,
            "--server", shared.Process.Http,
            "--take-over-after", "1s",
            .. arguments,
        ]);
}
