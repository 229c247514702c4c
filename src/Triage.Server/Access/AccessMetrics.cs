using System.Diagnostics.Metrics;

namespace Triage.Server.Access;

/// <summary>Counts the calls that were refused before their method was reached.</summary>
internal sealed class AccessMetrics
{
    public const string MeterName = "Triage.Access";

    private readonly Counter<long> _refused;

    public AccessMetrics(IMeterFactory meters) => _refused = meters.Create(MeterName).CreateCounter<long>(
        "triage.access.refused", "{call}", "Calls refused before their method was reached, by reason.");

    public void Count(AccessRefusal refusal) =>
        _refused.Add(1, new KeyValuePair<string, object?>("reason", refusal.Reason));
}
