using System.Text;
using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;
using Triage.Server.Decisions;
using Triage.Storage.Policies;

namespace Triage.Server.Policies;

/// <summary>Compiles documents with this host's model and time zones.</summary>
internal sealed class PolicyCompiler
{
    private readonly HostZones _zones = new();

    /// <summary>Compiles a published policy.</summary>
    /// <exception cref="InvalidOperationException">The document has faults here.</exception>
    public ServedPolicies Compile(PublishedPolicy policy) => new(
        Compile(policy.Head),
        policy.Candidate is Candidate candidate ? Compile(candidate.Version) : null,
        policy.Candidate?.Rollout ?? Rollout.Full);

    /// <summary>Compiles a document.</summary>
    /// <returns>The policy, or null when there are faults.</returns>
    public RoutingPolicy? TryCompile(string document, out IReadOnlyList<PolicyFault> faults) =>
        RoutingPolicy.Compile(Encoding.UTF8.GetBytes(document), Model.Embedded.DefaultPolicy, _zones, out faults);

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
}
