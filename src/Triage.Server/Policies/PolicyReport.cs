using Triage.Server.Access;
using Triage.Server.Decisions;
using Triage.Storage.Policies;
using Triage.Storage.Replication;

namespace Triage.Server.Policies;

/// <summary>What this replica decides by: told on <c>/healthz</c> and <c>/readyz</c>, and in metrics.</summary>
/// <param name="Version">Version of the default policy; 0 is the one that no one published; null while it is not
/// known.</param>
/// <param name="Source">Where it came from: sql, redis, file, local (published on this replica) or built_in.</param>
/// <param name="AgeSeconds">Time since it was published; null when it never was.</param>
/// <param name="Stale">Whether no source confirms that it is the newest.</param>
/// <param name="SecondsSinceAnswer">For each source, the time since it last told what is published; null: it never
/// did.</param>
/// <param name="Held">Published policies in memory, of all tenants.</param>
/// <param name="Revision">The newest change that any of them came with, as the database counts them; 0 while there is
/// none: replicas that hold the same policies have the same.</param>
internal sealed record PolicyReport(
    int? Version,
    string? Source,
    double? AgeSeconds,
    bool Stale,
    IReadOnlyDictionary<string, double?> SecondsSinceAnswer,
    int Held,
    long Revision)
{
    private const string BuiltIn = "built_in";

    /// <summary>Gets the names of all sources.</summary>
    public static IReadOnlyList<string> Sources { get; } = [.. Enum.GetValues<PolicySource>().Select(Name), BuiltIn];

    public static PolicyReport Of(PolicyHolder policies, IPolicySink replica, SourceHealth health, TimeProvider time)
    {
        ServedPolicy? head = policies.IsLoaded
            && policies.TryGet(CallerContext.Local.Tenant, PolicyName.Default, out ServedPolicies? served)
            ? served.Head
            : null;
        PolicySource? source = replica.SourceOf(new PolicyKey(CallerContext.Local.Tenant, PolicyName.Default));
        PolicyEnvelope[] held = [.. replica.All];
        return new PolicyReport(
            head?.Version,
            head is null ? null : source is PolicySource known ? Name(known) : BuiltIn,
            head?.PublishedAt is DateTimeOffset published ? (time.GetUtcNow() - published).TotalSeconds : null,
            health.IsStale,
            health.Sources.ToDictionary(Name, s => health.Silence(s)?.TotalSeconds),
            held.Length,
            held.Length == 0 ? 0 : held.Max(envelope => envelope.Revision));
    }

    /// <summary>Names a source.</summary>
    public static string Name(PolicySource source) => source switch
    {
        PolicySource.Sql => "sql",
        PolicySource.Redis => "redis",
        PolicySource.File => "file",
        _ => "local",
    };
}
