using System.Diagnostics.CodeAnalysis;
using Triage.Rpc;
using Triage.Server.Decisions;
using Triage.Server.Policies;
using Triage.Storage.Policies;
using Triage.Storage.Replication;

namespace Triage.Server;

/// <summary>The policies that decide, by name.</summary>
/// <param name="builtIn">The policy that Triage comes with: it decides until a first one is published.</param>
/// <param name="replica">What is published.</param>
/// <param name="health">Whether that is known.</param>
internal sealed class PolicyHolder(ServedPolicy builtIn, PolicyReplica<ServedPolicies> replica, SourceHealth health)
{
    private readonly ServedPolicies _builtIn = new(builtIn, null, Rollout.Full);

    /// <summary>Gets the policy that Triage comes with.</summary>
    public ServedPolicy BuiltIn => builtIn;

    /// <summary>Gets whether it is known what is published.</summary>
    public bool IsLoaded => health.IsLoaded;

    /// <summary>Gets whether nothing has confirmed for some seconds that the policies are the newest.</summary>
    public bool IsStale => health.IsStale;

    /// <summary>Gets a policy.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="name">Its name; empty for <see cref="PolicyName.Default"/>.</param>
    /// <returns>Its versions that decide; a request keeps them until it answers.</returns>
    /// <exception cref="RpcException">UNAVAILABLE: nothing is loaded yet; NOT_FOUND: there is no such
    /// policy.</exception>
    public ServedPolicies Get(string tenant, string name)
    {
        if (!IsLoaded)
        {
            throw RequestErrors.NotLoaded();
        }

        return TryGet(tenant, name, out ServedPolicies? policies)
            ? policies
            : throw RequestErrors.Unknown(
                $"policy: expected the name of a policy, got '{name}', which is not known here", "POLICY_UNKNOWN");
    }

    /// <summary>Finds a policy.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="name">Its name; empty for <see cref="PolicyName.Default"/>.</param>
    /// <param name="policies">Its versions that decide; a request keeps them until it answers.</param>
    public bool TryGet(string tenant, string name, [NotNullWhen(true)] out ServedPolicies? policies)
    {
        PolicyKey key = new(tenant, PolicyName.Of(name));
        if (!replica.TryGetCompiled(key, out policies) && key.Policy == PolicyName.Default)
        {
            policies = _builtIn;
        }

        return policies is not null;
    }
}
