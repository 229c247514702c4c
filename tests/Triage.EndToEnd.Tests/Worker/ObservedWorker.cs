using Microsoft.AspNetCore.Server.Kestrel.Core;
using Triage.EndToEnd.Tests.Telemetry;
using Triage.Storage.Tests.Support;

namespace Triage.EndToEnd.Tests.Worker;

/// <summary>A worker that did all that a worker may have to do, with all that it exported.</summary>
public sealed class ObservedWorker(SharedServer shared) : IAsyncLifetime
{
    public const string Canary = "zanzibarplum";

    private Collector? _collector;

    internal Collector Collector => _collector!;

    public async ValueTask InitializeAsync()
    {
        _collector = await Collector.StartAsync(HttpProtocols.Http1);
        using RedisServer redis = await RedisServer.StartNewAsync();
        using StreamCaller caller = new(redis.ConnectionString);
        await caller.AddAsync(["a", Canary, "a"], $$"""{"text":"{{Canary}}, where is my order?"}""");
        await caller.GiveToDeadWorkerAsync(deliveries: 1);
        await caller.AddAsync("id", "bad", "query", $$"""{"{{Canary}}":1}""");

        using WorkerProcess worker = new(
            Settings(_collector),
            "--redis", redis.ConnectionString, "--server", shared.Process.Http, "--take-over-after", "1s");
        await caller.TakeAllAsync("decisions", 2, () => worker.Output);
        await caller.TakeAllAsync("poison", 1, () => worker.Output);

        // One was answered before, and its entry goes without an answer.
        await Eventually.HoldsAsync(
            async () => await caller.CountAsync("queries") == 0, withinSeconds: 60, () => worker.Output);
        Assert.Equal(0, (await worker.StopAsync()).ExitCode);
    }

    public ValueTask DisposeAsync() => _collector?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Makes the environment of a worker that tells a collector, often.</summary>
    internal static Dictionary<string, string> Settings(Collector collector) => new(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
    };
}
