using System.Text;
using Google.Protobuf;
using Triage.EndToEnd.Tests.Telemetry.Otlp;

namespace Triage.EndToEnd.Tests.Telemetry;

[Collection(ObservedService.Name)]
public sealed class TelemetryTests(ObservedService service)
{
    [Fact]
    public void Export_WordInEveryFieldAndHeader_LeavesInNoSignalAndNoLog()
    {
        Assert.NotEmpty(service.Collector.Bodies);
        Assert.All(service.Collector.Bodies, body =>
            Assert.DoesNotContain(Canaries.Word, Encoding.UTF8.GetString(body), StringComparison.OrdinalIgnoreCase));
        Assert.All(
            service.Collector.Bodies,
            body => Assert.DoesNotContain("letmein", Encoding.UTF8.GetString(body), StringComparison.Ordinal));
        Assert.Contains("Decision ", service.Console, StringComparison.Ordinal);
        Assert.DoesNotContain(Canaries.Word, service.Console, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Spans_OfCalls_AreOneACallInTheCallersTraceWithScoreAndRoute()
    {
        Span[] spans = [.. service.Collector.Spans];
        Assert.Equal(
            Canaries.Methods.Select(method => $"{method.Service.FullName}/{method.Name}").Order(StringComparer.Ordinal),
            spans.Select(span => span.Name).Where(name => name.Contains('/', StringComparison.Ordinal))
                .Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(spans.Length, spans.Select(span => span.SpanId).Distinct().Count());
        Assert.Contains(spans, span => span.ParentSpanId.Span is [0, 0, 0, 0, 0, 0, 0, 1]);
        Span decided = spans.First(span => span.Name == "triage.v1.TriageService/Triage");
        Assert.Equal(["score", "route"], decided.Events.Select(e => e.Name));
        Assert.Equal(
            ("grpc", "OK"),
            (Text(decided.Attributes, "rpc.system.name"), Text(decided.Attributes, "rpc.response.status_code")));
        Assert.All(spans, span => Assert.InRange(span.Events.Count, 0, 33));
    }

    [Fact]
    public void PolicySwap_ByAPublish_IsAnEventOfItsSpanAndALogRecord()
    {
        // The replica may read a version from the database before its publish hands it over: then the event stands on
        // a span of its own. That of one of the two publishes is enough.
        Event[] swaps =
        [
            .. service.Collector.Spans.Where(span => span.Name == "triage.v1.PolicyService/PublishDraft")
                .SelectMany(span => span.Events),
        ];
        Assert.InRange(swaps.Length, 1, 2);
        Assert.All(swaps, swap => Assert.Equal(
            ("policy swap", "local"), (swap.Name, Text(swap.Attributes, "triage.policy.source"))));
        Assert.Contains(
            service.Collector.Logs,
            log => Text(log.Attributes, "Source") == "local" && Text(log.Attributes, "Policy") == "default");
    }

    [Fact]
    public void Histograms_OfSampledCalls_HaveExemplars()
    {
        HashSet<ByteString> traces = [.. service.Collector.Spans.Select(span => span.TraceId)];
        foreach (string name
            in (string[])["rpc.server.call.duration", "triage.decision.duration", "triage.decision.confidence"])
        {
            Exemplar[] exemplars = [.. service.Collector.Metrics.Where(metric => metric.Name == name)
                .SelectMany(metric => metric.Histogram.Points).SelectMany(point => point.Exemplars)];
            Assert.NotEmpty(exemplars);
            Assert.All(exemplars, exemplar => Assert.Contains(exemplar.TraceId, traces));
        }
    }

    [Fact]
    public void Resources_OfEverySignal_NameServiceVersionAndInstance()
    {
        Assert.All(service.Collector.Resources, resource =>
        {
            Assert.Equal("triage", Text(resource.Attributes, "service.name"));
            Assert.Equal("0.1.0", Text(resource.Attributes, "service.version"));
            Assert.True(Guid.TryParse(Text(resource.Attributes, "service.instance.id"), out _));
        });
        Assert.Equal("letmein", service.Collector.LatestHeaders["x-collector-token"]);
    }

    private static string? Text(IEnumerable<Otlp.Attribute> attributes, string key) =>
        attributes.FirstOrDefault(attribute => attribute.Key == key)?.Value.Text;
}
