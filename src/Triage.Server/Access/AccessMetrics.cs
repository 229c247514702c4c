using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Triage.Server.Access;

/// <summary>Counts the calls, and the queries of streams, that were refused before they cost much,
/// and says on their spans why.</summary>
internal sealed class AccessMetrics
{
    public const string MeterName = "Triage.Access";

    /// <summary>Attribute of the span of a refused call: the reason.</summary>
    public const string RefusedAttribute = "triage.access.refused";

    /// <summary>The reason for requests that name neither a method nor a page, such as those of scanners.</summary>
    public const string NoMethod = "no_method";

    private readonly Counter<long> _refused;

    public AccessMetrics(IMeterFactory meters) => _refused = meters.Create(MeterName).CreateCounter<long>(
        "triage.access.refused",
        "{call}",
        "Calls, and queries of streams, refused before anything was done, by reason.");

    /// <param name="reason">One of <see cref="AccessRefusal"/>, or <see cref="NoMethod"/>.</param>
    public void Count(string reason)
    {
        _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
        if (Activity.Current is { IsAllDataRequested: true } span)
        {
            span.SetTag(RefusedAttribute, reason);
        }
    }
}
