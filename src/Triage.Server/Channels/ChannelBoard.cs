using System.Collections.Concurrent;
using Triage.Core.Routing;
using Triage.Core.Routing.Live;
using Triage.Server.Decisions;
using Triage.Storage.Live;

namespace Triage.Server.Channels;

/// <summary>What the platforms report of the channels, by tenant. Decisions read one immutable snapshot; reports
/// replace it.</summary>
/// <param name="link">Whether the other replicas are heard of.</param>
/// <param name="time">The clock: reports that ran out long ago are dropped.</param>
internal sealed class ChannelBoard(StatusLink link, TimeProvider time) : IStatusSink, ILiveChannels
{
    private readonly Lock _writing = new();
    private readonly ConcurrentDictionary<string, StatusSnapshot> _current = new(StringComparer.Ordinal);

    public event EventHandler<StatusReportedEventArgs>? Reported;

    public IEnumerable<TenantReport> All =>
        _current.SelectMany(tenant => tenant.Value.Reports.Select(report => new TenantReport(tenant.Key, report)));

    /// <summary>Gets a tenant's reports as they are now.</summary>
    public StatusSnapshot For(string tenant) => _current.GetOrAdd(tenant, static _ => new StatusSnapshot([]));

    public LiveStatus? StatusFor(string tenant, RoutingPolicy policy) => For(tenant).StatusFor(policy);

    public void AddDegraded(string tenant, RoutingPolicy policy, DateTimeOffset instant, ICollection<string> degraded)
    {
        if (For(tenant).IsStale(policy, instant))
        {
            degraded.Add("STATUS_STALE");
        }

        if (link.IsCut)
        {
            degraded.Add("STATUS_NOT_SHARED");
        }
    }

    /// <summary>Takes reports of this replica's callers.</summary>
    /// <param name="tenant">Whose channels.</param>
    /// <param name="reports">The reports, at most one a channel.</param>
    /// <returns>The channels for which a later report is held: theirs was not taken.</returns>
    public IReadOnlyList<string> Take(string tenant, IReadOnlyList<ChannelReport> reports)
    {
        List<ChannelReport> older = Replace(tenant, reports);
        if (older.Count < reports.Count)
        {
            Reported?.Invoke(
                this,
                new StatusReportedEventArgs(
                    [.. reports.Except(older).Select(report => new TenantReport(tenant, report))]));
        }

        return [.. older.Select(report => report.Channel)];
    }

    /// <remarks>A report from a replica whose clock is ahead counts from its arrival on.</remarks>
    public void Offer(TenantReport report)
    {
        DateTimeOffset now = time.GetUtcNow();
        Replace(report.Tenant, [report.Report.From > now ? report.Report with { From = now } : report.Report]);
    }

    /// <summary>Replaces what is held by what is not older.</summary>
    /// <returns>The reports that are older than what is held.</returns>
    private List<ChannelReport> Replace(string tenant, IReadOnlyList<ChannelReport> reports)
    {
        lock (_writing)
        {
            DateTimeOffset now = time.GetUtcNow();
            StatusSnapshot before = For(tenant);
            Dictionary<string, ChannelReport> next = before.Reports
                .Where(report => report.Until + StatusSnapshot.StaleFor > now)
                .ToDictionary(report => report.Channel, StringComparer.Ordinal);
            List<ChannelReport> older = [];
            bool isChanged = false;
            foreach (ChannelReport report in reports)
            {
                if (next.TryGetValue(report.Channel, out ChannelReport? held) && held.From > report.From)
                {
                    older.Add(report);
                }
                else if (held != report)
                {
                    next[report.Channel] = report;
                    isChanged = true;
                }
            }

            if (isChanged)
            {
                _current[tenant] = new StatusSnapshot([.. next.Values]);
                before.MarkReplaced();
            }

            return older;
        }
    }
}
