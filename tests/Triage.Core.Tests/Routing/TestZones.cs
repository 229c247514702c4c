using Triage.Core.Routing.Hours;

namespace Triage.Core.Tests.Routing;

/// <summary>The time zones of this machine.</summary>
internal sealed class TestZones : IZoneSource
{
    private static readonly Dictionary<string, ZoneTransitions?> Found = new(StringComparer.Ordinal);

    public ZoneTransitions? Find(string id)
    {
        lock (Found)
        {
            if (!Found.TryGetValue(id, out ZoneTransitions? zone))
            {
                zone = TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? info)
                    ? ZoneTransitions.From(id, info) : null;
                Found.Add(id, zone);
            }

            return zone;
        }
    }
}
