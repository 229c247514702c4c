using System.Runtime.CompilerServices;
using Triage.Core.Routing;
using Triage.Core.Routing.Live;

namespace Triage.Server.Channels;

/// <summary>The reports on the channels at one moment, at most one a channel. Immutable.</summary>
/// <param name="reports">The reports, those included that ran out less than <see cref="StaleFor"/> ago.</param>
internal sealed class StatusSnapshot(IReadOnlyList<ChannelReport> reports)
{
    /// <summary>How long a report that ran out makes decisions say so.</summary>
    public static readonly TimeSpan StaleFor = TimeSpan.FromMinutes(5);

    private readonly ConditionalWeakTable<RoutingPolicy, LiveStatus> _byPolicy = [];
    private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<ChannelReport> Reports => reports;

    /// <summary>Gets a task that ends when a newer snapshot is there.</summary>
    public Task Replaced => _replaced.Task;

    public void MarkReplaced() => _replaced.TrySetResult();

    /// <summary>Gets the reports in the numbers of a policy; null when there are none.</summary>
    public LiveStatus? StatusFor(RoutingPolicy policy) => reports.Count == 0
        ? null
        : _byPolicy.GetValue(policy, policy => new LiveStatus(policy, reports));

    /// <summary>Gets whether a report on one of a policy's channels ran out lately.</summary>
    public bool IsStale(RoutingPolicy policy, DateTimeOffset instant)
    {
        foreach (ChannelReport report in reports)
        {
            if (report.Until <= instant
                && instant < report.Until + StaleFor
                && policy.TryGetChannel(report.Channel, out _))
            {
                return true;
            }
        }

        return false;
    }
}
