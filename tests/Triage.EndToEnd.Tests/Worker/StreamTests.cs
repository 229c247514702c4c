using Triage.Storage.Tests.Support;

namespace Triage.EndToEnd.Tests.Worker;

/// <summary>Tests of workers, each with a Redis of its own.</summary>
public abstract class StreamTests : IAsyncLifetime
{
    protected const string Canary = "zanzibarplum";

    private RedisServer? _redis;
    private StreamCaller? _caller;

    private protected RedisServer Redis => _redis!;

    private protected StreamCaller Caller => _caller!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _caller = new StreamCaller(_redis.ConnectionString);
    }

    public ValueTask DisposeAsync()
    {
        _caller?.Dispose();
        _redis?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Starts a worker that soon takes over.</summary>
    private protected WorkerProcess Start(string server, params string[] options) =>
        new(["--redis", Redis.ConnectionString, "--server", server, "--take-over-after", "1s", .. options]);

    private protected static Task HoldsAsync(Func<bool> condition, params WorkerProcess[] workers) =>
        Eventually.HoldsAsync(
            condition, withinSeconds: 60, () => string.Concat(workers.Select(worker => worker.Output)));
}
