namespace Triage.Storage.Live;

/// <summary>Tells that this replica took reports from its callers.</summary>
/// <param name="reports">The reports that were taken.</param>
public sealed class StatusReportedEventArgs(IReadOnlyList<TenantReport> reports) : EventArgs
{
    public IReadOnlyList<TenantReport> Reports { get; } = reports;
}
