namespace Triage.Storage.Live;

/// <summary>The reports that a replica holds, as the feed that shares them sees them.</summary>
public interface IStatusSink
{
    /// <summary>Raised after callers of this replica reported; handlers must be quick and must not throw.</summary>
    event EventHandler<StatusReportedEventArgs>? Reported;

    /// <summary>Gets all reports held.</summary>
    IEnumerable<TenantReport> All { get; }

    /// <summary>Takes a report that all replicas agree on, unless a later one is held.</summary>
    void Offer(TenantReport report);
}
