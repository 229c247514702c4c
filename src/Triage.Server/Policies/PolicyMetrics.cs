using System.Diagnostics.Metrics;
using Triage.Storage.Replication;

namespace Triage.Server.Policies;

/// <summary>What this replica decides by, for dashboards.</summary>
internal sealed class PolicyMetrics
{
    public const string MeterName = "Triage.Policies";

    public PolicyMetrics(IMeterFactory meters, SourceHealth health, IPolicySink replica)
    {
        Meter meter = meters.Create(MeterName);
        meter.CreateObservableGauge(
            "triage.policy.held", () => replica.All.Count(), "{policy}", "Published policies in memory.");
        meter.CreateObservableGauge(
            "triage.policy.stale", () => health.IsStale ? 1 : 0, "1", "1 while no source confirms that the policies are the newest.");
        meter.CreateObservableGauge(
            "triage.policy.source_silence",
            () => health.Sources.Where(source => health.Silence(source) is not null).Select(source => new Measurement<double>(
                health.Silence(source)!.Value.TotalSeconds, new KeyValuePair<string, object?>("source", Name(source)))),
            "s",
            "Time since a source last told what is published; missing for a source that never did.");
    }

    public static string Name(PolicySource source) => source == PolicySource.Redis ? "redis" : "sql";
}
