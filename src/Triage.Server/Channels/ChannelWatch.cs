using Triage.Core.Routing.Live;
using Triage.V1;

namespace Triage.Server.Channels;

/// <summary>What one watcher has been told of the channels.</summary>
/// <param name="channels">Ids of the channels to tell of; empty: all.</param>
internal sealed class ChannelWatch(IReadOnlyCollection<string> channels)
{
    private readonly SortedDictionary<string, ChannelReport> _told = new(StringComparer.Ordinal);

    /// <summary>Gets when the next report that was told expires; null when none holds.</summary>
    public DateTimeOffset? NextExpiry => _told.Count == 0 ? null : _told.Values.Min(report => report.Until);

    /// <summary>Gets what the watcher does not know yet, and counts it as told.</summary>
    public WatchChannelsResponse ChangesTo(IReadOnlyList<ChannelReport> reports, DateTimeOffset now)
    {
        WatchChannelsResponse changes = new();
        foreach (ChannelReport report in reports.OrderBy(report => report.Channel, StringComparer.Ordinal))
        {
            bool isWatched = channels.Count == 0 || channels.Contains(report.Channel);
            if (isWatched && report.Until > now && _told.GetValueOrDefault(report.Channel) != report)
            {
                _told[report.Channel] = report;
                changes.Statuses.Add(StatusMessages.Of(report));
            }
        }

        foreach (string channel in _told.Values.Where(report => report.Until <= now).Select(report => report.Channel)
            .ToList())
        {
            _told.Remove(channel);
            changes.Expired.Add(channel);
        }

        return changes;
    }
}
