using Triage.Storage.Tests.Support;

namespace Triage.EndToEnd.Tests.Worker;

/// <summary><c>triage worker</c> whose service or Redis fails.</summary>
public sealed class WorkerAwayTests : IAsyncLifetime
{
    private const string Query = """{"text":"Where is my order?"}""";

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

    private static Task HoldsAsync(Func<bool> condition, WorkerProcess worker) =>
        Eventually.HoldsAsync(condition, withinSeconds: 60, () => worker.Output);

    private WorkerProcess Start(string server, params string[] arguments) =>
        new(["--redis", _redis.ConnectionString, "--server", server, "--take-over-after", "1s", .. arguments]);
}
