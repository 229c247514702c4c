using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Triage.Core.Routing.Live;
using Triage.Storage.Live;

namespace Triage.Storage.Tests.Support;

/// <summary>A replica's reports, shared over Redis until it is disposed. It holds the latest report on each
/// channel.</summary>
internal sealed class StatusReplica : IStatusSink, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<(string Tenant, string Channel), TenantReport> _held = new();
    private readonly StatusFeed _feed;
    private readonly Task _running;

    /// <param name="redis">Redis.</param>
    /// <param name="time">The clock; null: that of the machine.</param>
    public StatusReplica(string redis, TimeProvider? time = null)
    {
        _feed = new StatusFeed(redis, this, Link, time ?? TimeProvider.System, NullLogger<StatusFeed>.Instance);
        _running = Task.Run(() => _feed.RunAsync(_stop.Token), CancellationToken.None);
    }

    public event EventHandler<StatusReportedEventArgs>? Reported;

    public StatusLink Link { get; } = new(hasOthers: true);

    public IEnumerable<TenantReport> All => _held.Values;

    public void Offer(TenantReport report) => _held.AddOrUpdate(
        (report.Tenant, report.Report.Channel),
        report,
        (_, held) => held.Report.From > report.Report.From ? held : report);

    /// <summary>Takes a report of a caller, as the service does.</summary>
    public ChannelReport Report(
        string channel, double waitMinutes, DateTimeOffset from, string tenant = "acme", int minutes = 10)
    {
        ChannelReport report = new(channel, ChannelState.Busy, waitMinutes, 3, from, from.AddMinutes(minutes));
        Offer(new TenantReport(tenant, report));
        Reported?.Invoke(this, new StatusReportedEventArgs([new TenantReport(tenant, report)]));
        return report;
    }

    public ChannelReport? Find(string channel, string tenant = "acme") =>
        _held.TryGetValue((tenant, channel), out TenantReport report) ? report.Report : null;

    public Task SeesAsync(ChannelReport report, string tenant = "acme", double withinSeconds = 10) =>
        Eventually.HoldsAsync(
        () => Find(report.Channel, tenant) == report,
        withinSeconds,
        () => $"sees {Find(report.Channel, tenant)}, not {report}");

    public Task IsCutAsync(bool isCut, double withinSeconds) => Eventually.HoldsAsync(
        () => Link.IsCut == isCut, withinSeconds, () => $"expected a link that is {(isCut ? "cut" : "up")}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _feed.Dispose();
        _stop.Dispose();
    }
}
