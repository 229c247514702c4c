using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Triage.EndToEnd.Tests.Telemetry;
using Triage.Storage.Tests.Support;

namespace Triage.EndToEnd.Tests.Worker;

/// <summary>What <c>triage worker</c> tells a collector.</summary>
[Collection(ObservedService.Name)]
public sealed class WorkerTelemetryTests(ObservedWorker observed)
{
    [Fact]
    public void Worker_ThatEnded_HasToldWhatItDidAndOfItsStream()
    {
        Assert.Equal(
            [
                "triage.worker.batch.duration", "triage.worker.held_up", "triage.worker.pending",
                "triage.worker.queries", "triage.worker.taken_over", "triage.worker.unread", "triage.worker.waiting",
            ],
            observed.Collector.LatestMetrics.Select(metric => metric.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["answered_before triage 1", "decided triage 2", "set_aside MESSAGE_INVALID triage 1"],
            Told(observed.Collector, "triage.worker.queries"));
        Assert.Equal(["triage 1"], Told(observed.Collector, "triage.worker.taken_over"));
        Assert.All(
            observed.Collector.Resources,
            resource => Assert.Contains(resource.Attributes, a => a.Value.Text == "triage-worker"));
    }

    [Fact]
    public void Export_QueriesWithAWord_DoesNotTellIt()
    {
        Assert.NotEmpty(observed.Collector.Bodies);
        Assert.All(observed.Collector.Bodies, body =>
            Assert.DoesNotContain(ObservedWorker.Canary, Encoding.UTF8.GetString(body), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Worker_WhoseServiceFails_TellsThatItIsHeldUpAndWhatWaitsMeanwhile()
    {
        await using Collector collector = await Collector.StartAsync(HttpProtocols.Http1);
        await using FaultyService service = await FaultyService.StartAsync((500, "{}"));
        using RedisServer redis = await RedisServer.StartNewAsync();
        using StreamCaller caller = new(redis.ConnectionString);
        await caller.AddAsync(["a", "b"], "{}");
        using WorkerProcess worker = new(
            ObservedWorker.Settings(collector), "--redis", redis.ConnectionString, "--server", service.Address);
        await ToldAsync("triage.worker.held_up", ["readers triage 0", "redis triage 0", "service triage 1"]);
        Assert.Contains("decided triage 0", Told(collector, "triage.worker.queries"));

        await caller.AddAsync(["c"], "{}");
        await ToldAsync("triage.worker.waiting", ["triage 3"]);
        await ToldAsync("triage.worker.pending", ["triage 3"]);

        service.IsMended = true;
        await ToldAsync("triage.worker.held_up", ["readers triage 0", "redis triage 0", "service triage 0"]);
        await ToldAsync("triage.worker.waiting", ["triage 0"]);
        await ToldAsync("triage.worker.unread", ["decision triage 3", "poison triage 0"]);

        async Task ToldAsync(string metric, string[] expected) => await Eventually.HoldsAsync(
            () => Told(collector, metric).SequenceEqual(expected),
            withinSeconds: 60,
            () => $"{metric}: told of [{string.Join(", ", Told(collector, metric))}]: {worker.Output}");
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

    /// <summary>Reads what the last export said of a metric: the values of its labels, sorted by label, and it.
    /// </summary>
    private static IEnumerable<string> Told(Collector collector, string name) => collector.LatestMetrics
        .Where(metric => metric.Name == name)
        .SelectMany(metric => metric.Sum?.Points ?? metric.Gauge.Points)
        .Select(point => string.Join(
            ' ',
            point.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => a.Value.Text)
                .Append($"{point.AsInt}")))
        .Order(StringComparer.Ordinal);
}
