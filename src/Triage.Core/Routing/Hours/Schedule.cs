namespace Triage.Core.Routing.Hours;

/// <summary>Opening hours at a place: weekly hours, time zone, holidays.</summary>
/// <remarks>Hours are those of the wall clock, so that a change to daylight-saving time moves them with it.</remarks>
public sealed class Schedule
{
    /// <summary>How far ahead the next opening is looked for, in days.</summary>
    public const int HorizonDays = 400;

    private readonly OpeningHours _hours;
    private readonly ZoneTransitions _zone;
    private readonly int[] _holidays;

    /// <param name="hours">The weekly hours.</param>
    /// <param name="zone">The time zone that they are meant in.</param>
    /// <param name="holidays">Local days on which everything is closed from midnight to midnight.</param>
    public Schedule(OpeningHours hours, ZoneTransitions zone, IEnumerable<DateOnly> holidays)
    {
        _hours = hours;
        _zone = zone;
        _holidays = [.. holidays.Select(d => d.DayNumber).Order()];
    }

    /// <summary>Gets the time zone that the hours are meant in.</summary>
    public ZoneTransitions Zone => _zone;

    /// <summary>Gets whether it is open at an instant.</summary>
    /// <param name="utcTicks">Ticks of universal time.</param>
    /// <remarks>Allocates 0 B.</remarks>
    public bool IsOpen(long utcTicks) => IsOpenAtMinute(_zone.LocalMinute(utcTicks));

    /// <summary>Finds the first open minute at or after an instant, within <see cref="HorizonDays"/>.</summary>
    /// <param name="utcTicks">Ticks of universal time.</param>
    /// <returns>
    /// The instant in ticks: <paramref name="utcTicks"/> itself when open; null when it stays closed.
    /// </returns>
    public long? NextOpening(long utcTicks)
    {
        long horizon = utcTicks + (HorizonDays * TimeSpan.TicksPerDay);
        for (long from = utcTicks; from < horizon;)
        {
            long offset = _zone.OffsetAt(from, out long until);
            long end = Math.Min(until, horizon);
            for (long minute = _zone.LocalMinute(from); ; minute++)
            {
                long at = Math.Max(from, (minute * TimeSpan.TicksPerMinute) - offset);
                if (at >= end)
                {
                    break;
                }

                if (IsOpenAtMinute(minute))
                {
                    return at;
                }
            }

            from = end;
        }

        return null;
    }

    /// <summary>Gets whether it is open at a minute of its time zone's wall clock.</summary>
    internal bool IsOpenAtMinute(long localMinute) =>
        _hours.IsOpen(OpeningHours.MinuteOfWeek(localMinute))
        && (_holidays.Length == 0
            || Array.BinarySearch(_holidays, (int)(localMinute / OpeningHours.MinutesOfDay)) < 0);
}
