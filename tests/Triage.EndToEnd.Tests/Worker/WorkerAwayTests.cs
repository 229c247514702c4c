using StackExchange.Redis;
using Triage.EndToEnd.Tests.Access;
using Triage.Storage.Keys;

namespace Triage.EndToEnd.Tests.Worker;

/// <summary><c>triage worker</c> whose service or Redis fails.</summary>
public sealed class WorkerAwayTests : StreamTests
{
    private const string Query = """{"text":"Where is my order?"}""";

    [Fact]
    public async Task Worker_ServiceThatFailsAtEverything_SetsNothingAsideAndGoesOnWhenItIsMended()
    {
        await using FaultyService service = await FaultyService.StartAsync(
            (500, """{"code":"internal"}"""), (500, """{"code":"unknown"}"""), (500, """{"code":"data_loss"}"""));
        await Caller.AddAsync(["a", "b", "c"], Query);
        using WorkerProcess worker = Start(service.Address);
        await HoldsAsync(() => service.Failed >= 4, worker);
        Assert.Equal(0, await Caller.CountAsync("poison"));
        Assert.Equal(3, await Caller.CountAsync("queries"));

        service.IsMended = true;

        List<Dictionary<string, string>> answers = await Caller.TakeAllAsync("decisions", 3, () => worker.Output);
        Assert.Equal(["a", "b", "c"], answers.Select(answer => answer["id"]).Order(StringComparer.Ordinal));
        Assert.Equal(0, await Caller.CountAsync("poison"));
    }

    [Fact]
    public async Task Worker_StartedAgainAndAgainWithABadKey_SpoilsNoQuery()
    {
        GuardedServer server = new();
        await using IAsyncDisposable stopping = server;
        await server.InitializeAsync();
        (_, string key) = await server.CreateAsync(Roles.Caller);
        await Caller.AddAsync("id", "q1", "query", Query);
        await Caller.GiveToDeadWorkerAsync(deliveries: 9);
        for (int start = 1; start <= 3; start++)
        {
            using WorkerProcess refused = StartWithKey(server, "trg_wrong");
            (int exitCode, string output) = await refused.WaitAsync();
            Assert.NotEqual(0, exitCode);
            Assert.Contains("--server: ", output, StringComparison.Ordinal);
        }

        using WorkerProcess worker = StartWithKey(server, key);

        // The tenth delivery is the last that is allowed.
        Assert.Equal("q1", (await Caller.TakeAllAsync("decisions", 1, () => worker.Output))[0]["id"]);
        Assert.Equal(0, await Caller.CountAsync("poison"));
    }

    [Fact]
    public async Task Worker_RedisWithAnotherPassword_SaysWhatItWaitsFor()
    {
        await using FaultyService service = await FaultyService.StartAsync();
        await Redis.SetPasswordAsync("another");
        using WorkerProcess worker = new(
            "--redis", $"{Redis.ConnectionString},password={Canary}", "--server", service.Address);
        await AssertWaitsAsync(worker, "waits for Redis: AuthenticationFailure");
    }

    [Fact]
    public async Task Worker_KeyOfAnotherKind_SaysWhatItWaitsFor()
    {
        await using FaultyService service = await FaultyService.StartAsync();
        await Caller.ExecuteAsync("SET", (RedisKey)"{triage}:queries", Canary);
        using WorkerProcess worker = Start(service.Address);
        await AssertWaitsAsync(worker, "waits for Redis: WRONGTYPE");
    }

    [Fact]
    public async Task Worker_ServerThatIsNoService_SaysWhatItWaitsFor()
    {
        await using FaultyService service = await FaultyService.StartAsync((404, Canary));
        await Caller.AddAsync(["a"], $$"""{"text":"{{Canary}}"}""");
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

    private WorkerProcess StartWithKey(GuardedServer server, string key) => new(
        new Dictionary<string, string> { ["TRIAGE_KEY"] = key },
        "--redis", Redis.ConnectionString, "--server", server.Process.Http, "--take-over-after", "1s");
}
