using Triage.EndToEnd.Tests.Telemetry.Otlp;

namespace Triage.EndToEnd.Tests.Telemetry;

/// <summary>What Prometheus knows of exported metrics. Source: OpenTelemetry,
/// "Prometheus and OpenMetrics compatibility".</summary>
internal static class PrometheusSeries
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "_seconds",
        ["By"] = "_bytes",
    };

    // From the resource: service.name and service.instance.id.
    private static readonly string[] Always = ["job", "instance"];

    /// <summary>Names every series with its labels.</summary>
    public static Dictionary<string, HashSet<string>> Of(IEnumerable<Metric> metrics)
    {
        Dictionary<string, HashSet<string>> series = new(StringComparer.Ordinal);
        foreach (Metric metric in metrics)
        {
            string name = metric.Name.Replace('.', '_');
            string unit = Units.GetValueOrDefault(metric.Unit)
                ?? (metric is { Unit: "1", Gauge: not null } ? "_ratio" : "");
            name = name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
            if (metric.Histogram is not null)
            {
                IEnumerable<string> labels =
                    metric.Histogram.Points.SelectMany(point => point.Attributes).Select(Label);
                Add(series, $"{name}_bucket", labels.Append("le"));
                Add(series, $"{name}_sum", labels);
                Add(series, $"{name}_count", labels);
            }
            else
            {
                IEnumerable<NumberPoint> points = metric.Sum?.Points ?? metric.Gauge?.Points ?? [];
                Add(
                    series,
                    metric.Sum?.IsMonotonic == true ? $"{name}_total" : name,
                    points.SelectMany(point => point.Attributes).Select(Label));
            }
        }

        return series;
    }

    private static void Add(Dictionary<string, HashSet<string>> series, string name, IEnumerable<string> labels)
    {
        series.TryAdd(name, [.. Always]);
        series[name].UnionWith(labels);
    }

    private static string Label(Otlp.Attribute attribute) => attribute.Key.Replace('.', '_');
}
