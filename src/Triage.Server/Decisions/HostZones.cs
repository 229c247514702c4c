using System.Collections.Concurrent;
using Triage.Core.Routing.Hours;

namespace Triage.Server.Decisions;

/// <summary>The time zones of the machine, read once each.</summary>
internal sealed class HostZones : IZoneSource
{
    private readonly ConcurrentDictionary<string, ZoneTransitions> _zones = new(StringComparer.Ordinal);

    /// <summary>Gets the zones that all requests share.</summary>
    public static HostZones Shared { get; } = new();

    public ZoneTransitions? Find(string id)
    {
        if (_zones.TryGetValue(id, out ZoneTransitions? known))
        {
            return known;
        }

        // Only names that the machine has are kept: callers must not be able to fill the memory with others.
        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone) && zone.Id == id
            ? _zones.GetOrAdd(id, static (id, zone) => ZoneTransitions.From(id, zone), zone)
            : null;
    }
}
