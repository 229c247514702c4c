using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using StackExchange.Redis;
using Triage.EndToEnd.Tests.Access;
using Triage.Storage.Keys;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Worker;

/// <summary><c>triage worker</c> whose service decides some queries and not others: nothing is lost by it, and no good
/// query is set aside.</summary>
public sealed class WorkerLimitTests : IAsyncLifetime
{
    private const int ResourceExhausted = 8, Unavailable = 14;

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

    [Theory]
    [InlineData(ResourceExhausted)]
    [InlineData(Unavailable)]
    public async Task Worker_SomeQueriesOfABatchRefusedForNow_KeepsTheOthersAndSendsOnlyTheRestAgain(int code)
    {
        await using FaultyService service = await FaultyService.StartAsync();
        QueryError refusal = new()
        {
            Code = code,
            Reason = "LIMIT_EXCEEDED",
            RetryDelay = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(10)),
        };
        service.IsMended = true;
        service.Fault = query => query.Text.StartsWith('x') ? refusal : null;
        await AddAsync(["a", "xb", "c", "xd", "e"]);
        using WorkerProcess worker = Start(service.Address);

        List<Dictionary<string, string>> answers = await _caller.TakeAllAsync("decisions", 3, () => worker.Output);
        Assert.Equal(["a", "c", "e"], Ids(answers));
        await HoldsAsync(
            () => worker.Output.Contains("waits for the service: LIMIT_EXCEEDED", StringComparison.Ordinal), worker);

        service.Fault = _ => null;

        answers = await _caller.TakeAllAsync("decisions", 2, () => worker.Output);
        Assert.Equal(["xb", "xd"], Ids(answers));
        Assert.Equal(5, service.Decided.Count);
        Assert.All(service.Decided.Values, times => Assert.Equal(1, times));
        Assert.Equal(0, await _caller.CountAsync("poison"));
    }

    [Fact]
    public async Task Worker_LongWaitForTheService_KeepsItsQueriesFromBeingTakenOver()
    {
        await using FaultyService service = await FaultyService.StartAsync();
        service.IsMended = true;
        service.Fault = _ => new QueryError
        {
            Code = ResourceExhausted,
            Reason = "LIMIT_EXCEEDED",
            RetryDelay = Duration.FromTimeSpan(TimeSpan.FromHours(1)),
        };
        await AddAsync(["a"]);
        using WorkerProcess worker = Start(service.Address);
        await HoldsAsync(() => worker.Output.Contains("LIMIT_EXCEEDED", StringComparison.Ordinal), worker);
        long before = 0;
        await Eventually.HoldsAsync(
            async () =>
            {
                RedisResult[] pending = (RedisResult[])((RedisResult[])(await _caller.ExecuteAsync(
                    "XPENDING", (RedisKey)"{triage}:queries", "triage", "-", "+", "10"))!).Single()!;
                Assert.Equal(1, (int)pending[3]);
                (long previous, before) = (before, (long)pending[2]);
                return before < previous;
            },
            withinSeconds: 30,
            () => $"silent for {before} ms: {worker.Output}");
    }

    [Fact]
    public async Task Workers_ServiceThatLimitsThem_LoseAndSpoilNothing()
    {
        GuardedServer server = new();
        await using IAsyncDisposable stopping = server;
        await server.InitializeAsync();
        (_, string key) = await server.CreateAsync(Roles.Caller, requestsPerSecond: 10);
        string[] ids = [.. Enumerable.Range(0, 60).Select(i => $"q{i.ToString(CultureInfo.InvariantCulture)}")];
        await AddAsync(ids);
        using WorkerProcess first = StartWithKey(server, key);
        using WorkerProcess second = StartWithKey(server, key);

        List<Dictionary<string, string>> answers = await _caller.TakeAllAsync(
            "decisions", ids.Length, () => first.Output + second.Output);

        Assert.Equal(ids.Order(StringComparer.Ordinal), Ids(answers));
        Assert.Equal(0, await _caller.CountAsync("poison"));
        Assert.Contains("waits for the service: HTTP 429", first.Output + second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_QueryThatTheServiceFailsAt_IsSetAsideOnceOthersHaveGoneThroughAndHoldsNoneOfThem()
    {
        await using FaultyService service = await FaultyService.StartAsync();
        service.IsMended = true;
        await AddAsync([FaultyService.FatalText]);
        using WorkerProcess worker = Start(service.Address, "--batch", "1");
        await HoldsAsync(() => service.Failed >= 3, worker);
        Assert.Equal(0, await _caller.CountAsync("poison"));
        List<string> ids = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                string id = $"q{ids.Count.ToString(CultureInfo.InvariantCulture)}";
                ids.Add(id);
                await AddAsync([id]);
                Assert.Equal([id], Ids(await _caller.TakeAllAsync("decisions", 1, () => worker.Output)));
                return await _caller.CountAsync("poison") == 1;
            },
            withinSeconds: 120,
            () => worker.Output);

        Dictionary<string, string> aside = (await _caller.TakeAsync("poison")).Single();
        Assert.Equal((FaultyService.FatalText, "SERVICE_FAILED"), (aside["id"], aside["code"]));
        Assert.Equal(
            "expected a decision, got HTTP 500 in each of 10 tries, in which others were decided", aside["reason"]);
        Assert.InRange(ids.Count, 10, 1_000);
        await HoldsAsync(() => worker.Output.Contains("works again", StringComparison.Ordinal), worker);
        Assert.Equal(0, await _caller.CountAsync("queries"));
    }

    [Fact]
    public async Task Worker_QueriesThatTheServiceFailsAtAmongMany_AreFoundAndTheOthersDecidedOnce()
    {
        await using FaultyService service = await FaultyService.StartAsync();
        service.IsMended = true;
        string[] ids = [.. Enumerable.Range(0, 100).Select(i => $"q{i.ToString(CultureInfo.InvariantCulture)}")];
        await AddAsync([.. ids[..10], FaultyService.FatalText, .. ids[10..50], FaultyService.FatalText, .. ids[50..]]);
        using WorkerProcess worker = Start(service.Address, "--batch", "200");

        List<Dictionary<string, string>> answers =
            await _caller.TakeAllAsync("decisions", ids.Length, () => worker.Output);

        Assert.Equal(ids.Order(StringComparer.Ordinal), Ids(answers));
        Assert.All(service.Decided.Values, times => Assert.Equal(1, times));
        Assert.Equal(2, await _caller.CountAsync("queries"));
    }

    private static IEnumerable<string> Ids(List<Dictionary<string, string>> answers) =>
        answers.Select(answer => answer["id"]).Order(StringComparer.Ordinal);

    /// <summary>Adds queries whose texts are their ids.</summary>
    private async Task AddAsync(string[] ids)
    {
        foreach (string id in ids)
        {
            await _caller.AddAsync("id", id, "query", $$"""{"text":"{{id}}"}""");
        }
    }

    private static Task HoldsAsync(Func<bool> condition, WorkerProcess worker) =>
        Eventually.HoldsAsync(condition, withinSeconds: 60, () => worker.Output);

    private WorkerProcess Start(string server, params string[] arguments) =>
        new(["--redis", _redis.ConnectionString, "--server", server, "--take-over-after", "1s", .. arguments]);

    private WorkerProcess StartWithKey(GuardedServer server, string key) => new(
        new Dictionary<string, string> { ["TRIAGE_KEY"] = key },
        "--redis", _redis.ConnectionString, "--server", server.Process.Http,
        "--take-over-after", "1s", "--batch", "20");
}
