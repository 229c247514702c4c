using Triage.Storage.Replication;

namespace Triage.Server.Policies;

/// <summary>What this replica decides by, for people: <c>/readyz?verbose</c>.</summary>
/// <param name="Version">Version of the default policy; 0 is the built-in one; null while it is not known.</param>
/// <param name="Stale">Whether no source confirms that it is the newest.</param>
/// <param name="SecondsSinceAnswer">For each source, the time since it last told what is published; null: it never did.</param>
internal sealed record PolicyReport(int? Version, bool Stale, IReadOnlyDictionary<string, double?> SecondsSinceAnswer)
{
    public static PolicyReport Of(PolicyHolder policies, SourceHealth health) => new(
        policies.IsLoaded && policies.TryGet(PolicyHolder.DefaultName, out ServedPolicies? served) ? served.Head.Version : null,
        health.IsStale,
        health.Sources.ToDictionary(PolicyMetrics.Name, source => health.Silence(source)?.TotalSeconds));
}
