using System.Collections.Concurrent;
using System.Text;
using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;
using Triage.Server.Decisions;
using Triage.Storage.Policies;

namespace Triage.Server.Policies;

/// <summary>Compiles documents with this host's model and time zones.</summary>
/// <remarks>
/// The last ones are remembered: a document is compiled when it is kept as a draft, published and first decided by, and
/// is the same each time, as are those of tenants that began with one template.
/// </remarks>
internal sealed class PolicyCompiler
{
    private const int MaxRemembered = 16;

    private readonly ConcurrentDictionary<string, RoutingPolicy> _remembered = new(StringComparer.Ordinal);

    /// <summary>Compiles a published policy.</summary>
    /// <exception cref="InvalidOperationException">The document has faults here.</exception>
    public ServedPolicies Compile(PublishedPolicy policy) => new(
        Compile(policy.Head),
        policy.Candidate is Candidate candidate ? Compile(candidate.Version) : null,
        policy.Candidate?.Rollout ?? Rollout.Full);

    /// <summary>Compiles a document.</summary>
    /// <returns>The policy, or null when there are faults.</returns>
    public RoutingPolicy? TryCompile(string document, out IReadOnlyList<PolicyFault> faults)
    {
        faults = [];
        if (_remembered.TryGetValue(document, out RoutingPolicy? known))
        {
            return known;
        }

        RoutingPolicy? policy = RoutingPolicy.Compile(
            Encoding.UTF8.GetBytes(document), Model.Embedded.DefaultPolicy, HostZones.Shared, out faults);
        return policy is null ? null : Remember(document, policy);
    }

    /// <summary>Writes the document of a policy as it is kept.</summary>
    public string Write(RoutingPolicy policy)
    {
        string document = Encoding.UTF8.GetString(PolicyWriter.Write(policy.Document));
        Remember(document, policy);
        return document;
    }

    /// <summary>Compiles a published version.</summary>
    /// <exception cref="InvalidOperationException">The document has faults here.</exception>
    public ServedPolicy Compile(PublishedVersion version) => new(
        TryCompile(version.Document, out IReadOnlyList<PolicyFault> faults)
            ?? throw new InvalidOperationException($"policy version {version.Version}: {string.Join("; ", faults)}"),
        version.Version)
    {
        ModelVersion = version.ModelVersion,
        PublishedAt = version.PublishedAt,
    };

    private RoutingPolicy Remember(string document, RoutingPolicy policy)
    {
        if (_remembered.Count >= MaxRemembered)
        {
            _remembered.Clear();
        }

        return _remembered.GetOrAdd(document, policy);
    }
}
