namespace Triage.Core.Routing.Hours;

/// <summary>
/// The offsets of a time zone over the years 2000 to 2100, as data: the core reads no time-zone database.
/// </summary>
public sealed class ZoneTransitions
{
    private const int SampleDays = 3;

    private static readonly DateTime First = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Last = new(2101, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly long[] _fromTicks;
    private readonly long[] _offsetTicks;

    private ZoneTransitions(string id, long[] fromTicks, long[] offsetTicks)
    {
        Id = id;
        _fromTicks = fromTicks;
        _offsetTicks = offsetTicks;
    }

    /// <summary>Gets universal time, which has no transitions.</summary>
    public static ZoneTransitions Utc { get; } = new("UTC", [long.MinValue], [0]);

    /// <summary>Gets the IANA name.</summary>
    public string Id { get; }

    /// <summary>Takes the transitions from a time zone that the host has loaded.</summary>
    /// <remarks>
    /// Offsets are sampled three days apart, and each change is found to the second. The two changes of a zone that lie
    /// nearest to one another are a week apart (Boa Vista, October 2000).
    /// </remarks>
    public static ZoneTransitions From(string id, TimeZoneInfo zone)
    {
        List<long> from = [long.MinValue];
        List<long> offsets = [zone.GetUtcOffset(First).Ticks];
        for (DateTime at = First; at < Last; at = at.AddDays(SampleDays))
        {
            DateTime next = at.AddDays(SampleDays);
            long offset = zone.GetUtcOffset(next).Ticks;
            if (offset != offsets[^1])
            {
                from.Add(Change(zone, at, next, offset));
                offsets.Add(offset);
            }
        }

        return new ZoneTransitions(id, [.. from], [.. offsets]);
    }

    /// <summary>Gets local time less universal time at an instant, and until when that holds.</summary>
    /// <param name="utcTicks">The instant.</param>
    /// <param name="untilTicks">The first instant with another offset.</param>
    /// <returns>The offset in ticks. Allocates 0 B.</returns>
    public long OffsetAt(long utcTicks, out long untilTicks)
    {
        int index = Array.BinarySearch(_fromTicks, utcTicks);
        index = index < 0 ? ~index - 1 : index;
        untilTicks = index + 1 < _fromTicks.Length ? _fromTicks[index + 1] : long.MaxValue;
        return _offsetTicks[index];
    }

    /// <summary>Gets the minute of the wall clock at an instant, from 1 January of year 1, at least 0.</summary>
    internal long LocalMinute(long utcTicks) =>
        Math.Max(0, utcTicks + OffsetAt(utcTicks, out _)) / TimeSpan.TicksPerMinute;

    private static long Change(TimeZoneInfo zone, DateTime before, DateTime after, long offset)
    {
        long low = before.Ticks / TimeSpan.TicksPerSecond;
        long high = after.Ticks / TimeSpan.TicksPerSecond;
        while (high - low > 1)
        {
            long middle = (low + high) / 2;
            DateTime at = new(middle * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
            (low, high) = zone.GetUtcOffset(at).Ticks == offset ? (low, middle) : (middle, high);
        }

        return high * TimeSpan.TicksPerSecond;
    }
}
