using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Triage.EndToEnd.Tests.Telemetry;
using Triage.Storage.Tests.Support;

namespace Triage.EndToEnd.Tests.Worker;

/// <summary>What <c>triage worker</c> tells a collector.</summary>
public sealed class WorkerTelemetryTests(SharedServer shared)
{
    private const string Canary = "zanzibarplum";

    [Fact]
    public async Task Worker_WithACollector_SendsWhatItDidAndNoWordOfAQuery()
    {
        await using Collector collector = await Collector.StartAsync(HttpProtocols.Http1);
        using RedisServer redis = await RedisServer.StartNewAsync();
        using StreamCaller caller = new(redis.ConnectionString);
        await caller.AddAsync(["a", Canary, "a"], $$"""{"text":"{{Canary}}, where is my order?"}""");
        await caller.AddAsync("id", "bad", "query", $$"""{"{{Canary}}":1}""");

        using WorkerProcess worker = new(
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
            },
            "--redis", redis.ConnectionString, "--server", shared.Process.Http, "--take-over-after", "1s");
        await caller.TakeAllAsync("decisions", 2, () => worker.Output);
        await caller.TakeAllAsync("poison", 1, () => worker.Output);
        string[] expected = ["answered_before 1", "decided 2", "set_aside MESSAGE_INVALID 1"];
        await Eventually.HoldsAsync(
            () => QueriesTold(collector).SequenceEqual(expected),
            withinSeconds: 60,
            () => $"told of [{string.Join(", ", QueriesTold(collector))}]: {worker.Output}");
        Assert.Equal(0, (await worker.StopAsync()).ExitCode);

        Assert.Equal(
            [
                "triage.worker.batch.duration", "triage.worker.pending", "triage.worker.queries",
                "triage.worker.unread", "triage.worker.waiting",
            ],
            collector.LatestMetrics.Select(metric => metric.Name).Order(StringComparer.Ordinal));
        Assert.Contains(collector.Resources, resource => resource.Attributes.Any(a => a.Value.Text == "triage-worker"));
        Assert.All(collector.Bodies, body =>
            Assert.DoesNotContain(Canary, Encoding.UTF8.GetString(body), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Worker_CollectorThatIsNoAddress_RefusesWithWhatIsAllowed()
    {
        using WorkerProcess worker = new(
            new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector" });
        (int exitCode, string output) = await worker.WaitAsync();
        Assert.NotEqual(0, exitCode);
        Assert.Contains(
            "OTEL_EXPORTER_OTLP_ENDPOINT: expected an address such as http://127.0.0.1:4317",
            output,
            StringComparison.Ordinal);
    }

    /// <summary>Reads what the last export said of queries: outcome, reason and count.</summary>
    private static IEnumerable<string> QueriesTold(Collector collector) => collector.LatestMetrics
        .Where(metric => metric.Name == "triage.worker.queries")
        .SelectMany(metric => metric.Sum.Points)
        .Select(point => $"{string.Join(' ', point.Attributes.Select(a => a.Value.Text))} {point.AsInt}")
        .Order(StringComparer.Ordinal);
}
