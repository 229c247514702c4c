using System.Diagnostics.Metrics;
using Triage.Storage.Replication;

namespace Triage.Server.Policies;

/// <summary>What this replica decides by, for dashboards: the same as <see cref="PolicyReport"/> tells
/// people.</summary>
internal sealed class PolicyMetrics
{
    public const string MeterName = "Triage.Policies";

    /// <remarks>Numbers that are no quantity have no unit: Prometheus would call a "1" a ratio.</remarks>
    /// <param name="meters">Makes the meter.</param>
    /// <param name="report">Tells what this replica decides by.</param>
    public PolicyMetrics(IMeterFactory meters, Func<PolicyReport> report)
    {
        Meter meter = meters.Create(MeterName);
        meter.CreateObservableGauge(
            "triage.policy.held", () => report().Held, "{policy}", "Published policies in memory.");
        meter.CreateObservableGauge(
            "triage.policy.revision",
            () => report().Revision,
            null,
            "Newest change among the published policies of all tenants; the same on replicas that hold the same.");
        meter.CreateObservableGauge(
            "triage.policy.version",
            () => Measure(report().Version),
            null,
            "Version of the default policy that decides; 0: none was published.");
        meter.CreateObservableGauge(
            "triage.policy.age",
            () => Measure(report().AgeSeconds),
            "s",
            "Time since that version was published; missing when it never was.");
        meter.CreateObservableGauge(
            "triage.policy.source",
            () => Sources(report().Source),
            null,
            "1 for the source that it came from, 0 for the others.");
        meter.CreateObservableGauge(
            "triage.policy.stale",
            () => report().Stale ? 1 : 0,
            null,
            "1 while no source confirms that the policies are the newest.");
        meter.CreateObservableGauge(
            "triage.policy.source_up",
            () => report().SecondsSinceAnswer.Select(source =>
                new Measurement<int>(source.Value < SourceHealth.StaleAfter.TotalSeconds ? 1 : 0, Tag(source.Key))),
            null,
            "1 while the database or Redis tells what is published, 0 after 5 s of silence.");
        meter.CreateObservableGauge(
            "triage.policy.source_silence",
            () => report().SecondsSinceAnswer.Where(source => source.Value is not null)
                .Select(source => new Measurement<double>(source.Value!.Value, Tag(source.Key))),
            "s",
            "Time since a source last told what is published; missing for a source that never did.");
    }

    private static IEnumerable<Measurement<T>> Measure<T>(T? value)
        where T : struct => value is T known ? [new Measurement<T>(known)] : [];

    private static IEnumerable<Measurement<int>> Sources(string? current) =>
        PolicyReport.Sources.Select(source => new Measurement<int>(source == current ? 1 : 0, Tag(source)));

    private static KeyValuePair<string, object?> Tag(string source) => new("source", source);
}
