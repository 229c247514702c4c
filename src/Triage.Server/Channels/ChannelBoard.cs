using Triage.Core.Routing;
using Triage.Core.Routing.Live;

namespace Triage.Server.Channels;

/// <summary>What the platform reports of the channels. Decisions read one immutable snapshot; reports replace it.</summary>
/// <remarks>Kept by this process alone: a platform with several replicas reports to each of them.</remarks>
internal sealed class ChannelBoard
{
    private readonly Lock _writing = new();
    private StatusSnapshot _current = new([]);

    /// <summary>Gets the reports as they are now.</summary>
    public StatusSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Gets the reports in the numbers of a policy; null when there are none.</summary>
    public LiveStatus? StatusFor(RoutingPolicy policy) => Current.StatusFor(policy);

    /// <summary>Gets whether a report on one of a policy's channels ran out lately and no other came.</summary>
    public bool IsStale(RoutingPolicy policy, DateTimeOffset instant) => Current.IsStale(policy, instant);

    /// <summary>Takes reports.</summary>
    /// <param name="reports">The reports, at most one a channel.</param>
    /// <param name="now">The time: reports that ran out long ago are dropped.</param>
    /// <returns>The channels for which a newer report is held: theirs was not taken.</returns>
    public IReadOnlyList<string> Take(IReadOnlyList<ChannelReport> reports, DateTimeOffset now)
    {
        List<string> older = [];
        lock (_writing)
        {
            StatusSnapshot before = Current;
            Dictionary<string, ChannelReport> next = before.Reports
                .Where(report => report.Until + StatusSnapshot.StaleFor > now)
                .ToDictionary(report => report.Channel, StringComparer.Ordinal);
            foreach (ChannelReport report in reports)
            {
                if (next.TryGetValue(report.Channel, out ChannelReport? held) && held.From > report.From)
                {
                    older.Add(report.Channel);
                }
                else
                {
                    next[report.Channel] = report;
                }
            }

            if (older.Count < reports.Count)
            {
                Volatile.Write(ref _current, new StatusSnapshot([.. next.Values]));
                before.MarkReplaced();
            }
        }

        return older;
    }
}
