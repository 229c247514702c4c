using StackExchange.Redis;
using Triage.EndToEnd.Tests.Access;
using Triage.Storage.Keys;
using Triage.Storage.Tests.Support;

namespace Triage.EndToEnd.Tests.Worker;

/// <summary><c>triage worker</c> whose service or Redis fails.</summary>
public sealed class WorkerAwayTests : IAsyncLifetime
{
    private const string Query = """{"text":"Where is my order?"}""";
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
    public async Task Worker_ServiceThatFailsAtEverything_SetsNothingAsideAndGoesOnWhenItIsMended()
    {
        await using FaultyService service = await FaultyService.StartAsync(
            (500, """{"code":"internal"}"""), (500, """{"code":"unknown"}"""), (500, """{"code":"data_loss"}"""));
        await _caller.AddAsync(["a", "b", "c"], Query);
        using WorkerProcess worker = Start(service.Address);
        await HoldsAsync(() => service.Failed >= 4, worker);
        Assert.Equal(0, await _caller.CountAsync("poison"));
        Assert.Equal(3, await _caller.CountAsync("queries"));

        service.IsMended = true;

        List<Dictionary<string, string>> answers = await _caller.TakeAllAsync("decisions", 3, () => worker.Output);
        Assert.Equal(["a", "b", "c"], answers.Select(answer => answer["id"]).Order(StringComparer.Ordinal));
        Assert.Equal(0, await _caller.CountAsync("poison"));
    }

    [Fact]
    public async Task Worker_StartedAgainAndAgainWithABadKey_SpoilsNoQuery()
    {
        GuardedServer server = new();
        await using IAsyncDisposable stopping = server;
        await server.InitializeAsync();
        (_, string key) = await server.CreateAsync(Roles.Caller);
        await GiveToDeadWorkerAsync(deliveries: 9);
        for (int start = 1; start <= 3; start++)
        {
            using WorkerProcess refused = StartWithKey(server, "trg_wrong");
            (int exitCode, string output) = await refused.WaitAsync();
            Assert.NotEqual(0, exitCode);
            Assert.Contains("--server: ", output, StringComparison.Ordinal);
        }

        using WorkerProcess worker = StartWithKey(server, key);

        // The tenth delivery is the last that is allowed.
        Assert.Equal("q1", (await _caller.TakeAllAsync("decisions", 1, () => worker.Output))[0]["id"]);
        Assert.Equal(0, await _caller.CountAsync("poison"));
    }

    [Fact]
    public async Task Worker_RedisWithAnotherPassword_SaysWhatItWaitsFor()
    {
        await using FaultyService service = await FaultyService.StartAsync();
        await _redis.SetPasswordAsync("another");
        using WorkerProcess worker = new(
            "--redis", $"{_redis.ConnectionString},password={Canary}", "--server", service.Address);
        await AssertWaitsAsync(worker, "waits for Redis: AuthenticationFailure");
    }

    [Fact]
    public async Task Worker_KeyOfAnotherKind_SaysWhatItWaitsFor()
    {
        await using FaultyService service = await FaultyService.StartAsync();
        await _caller.ExecuteAsync("SET", (RedisKey)"{triage}:queries", Canary);
        using WorkerProcess worker = Start(service.Address);
        await AssertWaitsAsync(worker, "waits for Redis: WRONGTYPE");
    }

    [Fact]
    public async Task Worker_ServerThatIsNoService_SaysWhatItWaitsFor()
    {
        await using FaultyService service = await FaultyService.StartAsync((404, Canary));
        await _caller.AddAsync(["a"], $$"""{"text":"{{Canary}}"}""");
        using WorkerProcess worker = Start(service.Address);
        await AssertWaitsAsync(worker, "waits for the service: HTTP 404");
    }

    [Fact]
    public async Task Worker_NoServer_SaysWhatItWaitsFor()
    {
        FaultyService gone = await FaultyService.StartAsync();
        string address = gone.Address;
        await gone.DisposeAsync();
        using WorkerProcess worker = Start(address);
        await AssertWaitsAsync(worker, "waits for the service: ConnectionRefused");
    }

    /// <summary>Waits until it says what it waits for, and stops it: it must not say that this is there.</summary>
    private static async Task AssertWaitsAsync(WorkerProcess worker, string expected)
    {
        await HoldsAsync(() => worker.Output.Contains(expected, StringComparison.Ordinal), worker);
        (int exitCode, string output) = await worker.StopAsync();
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("again", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, output, StringComparison.Ordinal);
    }

    /// <summary>Adds a query that a worker was given which is gone.</summary>
    private async Task GiveToDeadWorkerAsync(int deliveries)
    {
        RedisKey queries = "{triage}:queries";
        await _caller.AddAsync("id", "q1", "query", Query);
        await _caller.ExecuteAsync("XGROUP", "CREATE", queries, "triage", "0");
        RedisResult[] read = (RedisResult[])(await _caller.ExecuteAsync(
            "XREADGROUP", "GROUP", "triage", "dead", "STREAMS", queries, ">"))!;
        RedisResult[] given = (RedisResult[])((RedisResult[])((RedisResult[])read[0]!)[1]!)[0]!;
        await _caller.ExecuteAsync(
            "XCLAIM", queries, "triage", "dead", "0", (string)given[0]!,
            "IDLE", "600000", "RETRYCOUNT", $"{deliveries}", "JUSTID");
    }

    private WorkerProcess StartWithKey(GuardedServer server, string key) => new(
        new Dictionary<string, string> { ["TRIAGE_KEY"] = key },
        "--redis", _redis.ConnectionString, "--server", server.Process.Http, "--take-over-after", "1s");

    private static Task HoldsAsync(Func<bool> condition, WorkerProcess worker) =>
        Eventually.HoldsAsync(condition, withinSeconds: 60, () => worker.Output);

    private WorkerProcess Start(string server) =>
        new("--redis", _redis.ConnectionString, "--server", server, "--take-over-after", "1s");
}
