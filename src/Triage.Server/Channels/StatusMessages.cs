using Google.Protobuf.WellKnownTypes;
using Triage.Core.Routing.Live;
using Triage.V1;
using ChannelState = Triage.V1.ChannelState;
using CoreState = Triage.Core.Routing.Live.ChannelState;

namespace Triage.Server.Channels;

/// <summary>Reports on channels, in the words of the contract and in those of the core.</summary>
internal static class StatusMessages
{
    /// <summary>Reads a report without faults.</summary>
    /// <param name="status">The report.</param>
    /// <param name="arrival">When it came: it counts from then on at the latest, whatever the reporter's clock
    /// says.</param>
    public static ChannelReport Read(ChannelStatus status, DateTimeOffset arrival)
    {
        DateTimeOffset from = status.ReportedAt?.ToDateTimeOffset() ?? arrival;
        return new ChannelReport(
            status.Channel,
            (CoreState)((int)status.State - 1), // 0 is CHANNEL_STATE_UNSPECIFIED
            status.ExpectedWaitMinutes,
            status.HasCapacity ? status.Capacity : null,
            from < arrival ? from : arrival,
            status.ExpiresAt.ToDateTimeOffset());
    }

    public static ChannelStatus Of(ChannelReport report)
    {
        ChannelStatus status = new()
        {
            Channel = report.Channel,
            State = (ChannelState)((int)report.State + 1),
            ExpectedWaitMinutes = report.WaitMinutes,
            ReportedAt = Timestamp.FromDateTimeOffset(report.From),
            ExpiresAt = Timestamp.FromDateTimeOffset(report.Until),
        };
        if (report.Capacity is int capacity)
        {
            status.Capacity = capacity;
        }

        return status;
    }
}
