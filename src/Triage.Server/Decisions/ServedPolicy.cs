using System.Collections.Concurrent;
using System.Globalization;
using Triage.Core.Routing;
using Triage.Core.Workflows;
using Triage.Server.Workflows;
using Triage.V1;
using ChannelKind = Triage.V1.ChannelKind;
using Reason = Triage.Core.Routing.Reason;

namespace Triage.Server.Decisions;

/// <summary>A compiled policy that decides, its version,
/// and those parts of answers that are the same each time. Immutable but for these.</summary>
/// <remarks>PERF: the parts are made once and shared by answers, which must not change them:
/// 0.9 kB and 1 µs an answer.</remarks>
/// <param name="routing">The compiled policy.</param>
/// <param name="version">Its version; 0 is the policy built into the service.</param>
internal sealed class ServedPolicy(RoutingPolicy routing, int version)
{
    // Two calls at once may both make a part; they are the same.

    /// <summary>One for each cell and each override: the first channel that stands there, and the second.</summary>
    private readonly RoutedChannel?[] _primaries = new RoutedChannel?[Cell.Count + routing.Document.Overrides.Count];
    private readonly RoutedChannel?[] _secondaries = new RoutedChannel?[Cell.Count + routing.Document.Overrides.Count];

    /// <summary>Channels that stand, or do not, for a reason that is the same in all rows:
    /// one for each reason and channel.</summary>
    private readonly RoutedChannel?[,] _others =
        new RoutedChannel?[Enum.GetValues<Reason>().Length, routing.Channels.Count];

    private readonly ConcurrentDictionary<(WorkflowGraph Workflow, int Channel), WorkflowEntry> _entries = [];

    public RoutingPolicy Routing { get; } = routing;

    public int Version { get; } = version;

    /// <summary>Gets the version in digits, made once.</summary>
    public string VersionText { get; } = version.ToString(CultureInfo.InvariantCulture);

    /// <summary>Gets the model that it was checked with; null when it names none.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>Gets when it was published; null when it never was.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Writes a channel at its place in a decision.</summary>
    /// <param name="placement">The place.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="isReported">Whether the platform has reported the wait: it is another each time.</param>
    public RoutedChannel ChannelOf(Placement placement, in Decision decision, bool isReported)
    {
        if (isReported)
        {
            return Write(placement, in decision, isReported);
        }

        int row = decision.Override < 0 ? decision.Cell.Index : Cell.Count + decision.Override;
        ref RoutedChannel? part = ref _others[(int)placement.Reason, placement.Channel];
        if (placement.Reason == Reason.Primary)
        {
            part = ref _primaries[row];
        }
        else if (placement.Reason == Reason.Secondary)
        {
            part = ref _secondaries[row];
        }

        return part ??= Write(placement, in decision, isReported);
    }

    /// <summary>Writes where a query enters a workflow.</summary>
    /// <param name="workflow">A workflow of this policy.</param>
    /// <param name="channel">Index of the assigned channel in the policy.</param>
    public WorkflowEntry EntryOf(WorkflowGraph workflow, int channel) =>
        _entries.GetOrAdd((workflow, channel), static key => WorkflowMessages.EntryOf(key.Workflow, key.Channel));

    private RoutedChannel Write(Placement placement, in Decision decision, bool isReported)
    {
        Channel channel = Routing.Channels[placement.Channel];
        return new RoutedChannel
        {
            Id = channel.Id,
            Name = channel.Name,
            Kind = (ChannelKind)((int)channel.Kind + 1), // 0 is CHANNEL_KIND_UNSPECIFIED
            Reason = ReasonText.Of(placement, in decision, Routing),
            ExpectedWaitMinutes = placement.WaitMinutes,
            WaitReported = isReported,
        };
    }
}
