using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Triage.EndToEnd.Tests.Telemetry.Otlp;

namespace Triage.EndToEnd.Tests.Telemetry;

public sealed class DeliveryTests
{
    [Fact]
    public async Task Export_OverGrpcByTheStandardVariable_ReachesTheCollector()
    {
        await using Collector collector = await Collector.StartAsync(HttpProtocols.Http2);
        await using ServerProcess server = await ServerProcess.StartAsync(
            ["--Telemetry:SampleRatio=1"],
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
                ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=rehearsal",
            });
        await DecideAsync(server);
        Assert.Equal(0, await server.StopAsync());

        Assert.Contains(collector.Spans, span => span.Name == "triage.v1.TriageService/Triage");
        Assert.Contains(collector.Metrics, metric => metric.Name == "triage.decisions");
        Assert.All(
            collector.Resources, resource => Assert.Contains(resource.Attributes, a => a.Value.Text == "rehearsal"));
    }

    [Fact]
    public async Task Spans_SampleRatioZero_OnlyTracedCallersAreKeptAndAllCallsAreMeasured()
    {
        await using Collector collector = await Collector.StartAsync(HttpProtocols.Http2);
        await using ServerProcess server = await ServerProcess.StartAsync(
            [$"--Telemetry:Endpoint={collector.Address}", "--Telemetry:SampleRatio=0"]);
        await DecideAsync(server);
        await DecideAsync(server, "00-0af7651916cd43dd8448eb211c80319d-b7ad6b7169203331-00");
        await DecideAsync(server, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        Assert.Equal(0, await server.StopAsync());

        Assert.Equal(
            "0af7651916cd43dd8448eb211c80319c", Convert.ToHexStringLower(Assert.Single(collector.Spans).TraceId.Span));
        Metric[] metrics = [.. collector.LatestMetrics];
        Assert.Equal(3UL, CountOf(metrics, "rpc.server.call.duration"));
        Assert.Equal(3UL, CountOf(metrics, "triage.decision.duration"));
        Assert.Equal(3UL, CountOf(metrics, "triage.decision.confidence"));
    }

    [Fact]
    public async Task Decide_CollectorGone_AnswersAndStopsAllTheSame()
    {
        using Socket closed = new(SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string address = string.Create(
            CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)closed.LocalEndPoint!).Port}");
        await using ServerProcess server = await ServerProcess.StartAsync(
            [$"--Telemetry:Endpoint={address}", "--Telemetry:SampleRatio=1"]);
        await DecideAsync(server);
        Assert.Equal(0, await server.StopAsync());
    }

    private static ulong CountOf(Metric[] metrics, string name) =>
        metrics.Single(metric => metric.Name == name).Histogram.Points.Aggregate(0UL, (sum, p) => sum + p.Count);

    private static async Task DecideAsync(ServerProcess server, string? traceParent = null)
    {
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Post, $"{server.Http}/triage.v1.TriageService/Triage");
        request.Content = new StringContent("""{"text":"Where is my order?"}""", mediaType: new("application/json"));
        if (traceParent is not null)
        {
            request.Headers.Add("traceparent", traceParent);
        }

        using HttpResponseMessage response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
