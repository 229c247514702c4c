using Triage.Core.Routing.Live;

namespace Triage.Storage.Live;

/// <summary>What a tenant's platform reports of one of its channels.</summary>
/// <param name="Tenant">Whose channel.</param>
/// <param name="Report">The report.</param>
public readonly record struct TenantReport(string Tenant, ChannelReport Report);
