using System.Collections.Concurrent;
using Triage.Core.Routing.Hours;

namespace Triage.Server.Decisions;

/// <summary>The time zones of the machine, read once each.</summary>
internal sealed class HostZones : IZoneSource
{
    private readonly ConcurrentDictionary<string, ZoneTransitions?> _zones = new(StringComparer.Ordinal);

    public ZoneTransitions? Find(string id) => _zones.GetOrAdd(id, static id =>
        TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone) ? ZoneTransitions.From(id, zone) : null);
}
