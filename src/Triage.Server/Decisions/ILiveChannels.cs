using Triage.Core.Routing;
using Triage.Core.Routing.Live;

namespace Triage.Server.Decisions;

/// <summary>What is known of the channels at this moment, by tenant. Asked on every request: answers come from
/// memory.</summary>
internal interface ILiveChannels
{
    /// <summary>Gets the reports on a policy's channels, in its numbers; null when there are none.</summary>
    LiveStatus? StatusFor(string tenant, RoutingPolicy policy);

    /// <summary>Says what should be known of the channels and is not, in the codes of the contract.</summary>
    void AddDegraded(string tenant, RoutingPolicy policy, DateTimeOffset instant, ICollection<string> degraded);
}

/// <summary>Nobody reports.</summary>
internal sealed class NoLiveChannels : ILiveChannels
{
    public LiveStatus? StatusFor(string tenant, RoutingPolicy policy) => null;

    public void AddDegraded(string tenant, RoutingPolicy policy, DateTimeOffset instant, ICollection<string> degraded)
    {
    }
}
