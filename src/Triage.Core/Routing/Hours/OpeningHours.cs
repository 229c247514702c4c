using System.Collections;
using System.Globalization;

namespace Triage.Core.Routing.Hours;

/// <summary>Weekly opening hours in local time, such as <c>Mo-Fr 08:00-20:00; Sa 09:00-13:00,14:00-17:00</c>.</summary>
/// <remarks>
/// <c>24/7</c>, or rules parted by ';', each a list of days (Mo Tu We Th Fr Sa Su, singly or in ranges such as Fr-Mo)
/// and a list of times. A time may reach past midnight (<c>22:00-06:00</c>): it ends on the next day. A day stands in
/// one rule only and no times overlap, so that no rule hides another.
/// </remarks>
public sealed class OpeningHours
{
    /// <summary>Hours without an end.</summary>
    internal const string Always = "24/7";

    internal const int MinutesOfDay = 24 * 60;
    internal const int MinutesOfWeek = 7 * MinutesOfDay;

    private static readonly string[] Days = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

    private readonly BitArray _open;

    private OpeningHours(BitArray open) => _open = open;

    /// <summary>Gets whether there is no closed minute in the week.</summary>
    public bool IsAlwaysOpen => _open.HasAllSet();

    /// <summary>Reads the hours.</summary>
    /// <param name="text">The rules.</param>
    /// <param name="hours">The hours, or null.</param>
    /// <param name="fault">What is wrong and what is allowed, or null.</param>
    public static bool TryParse(string text, out OpeningHours? hours, out string? fault)
    {
        BitArray open = new(MinutesOfWeek, defaultValue: text == Always);
        bool[] seen = new bool[Days.Length];
        fault = null;
        foreach (string rule in text == Always ? [] : text.Split(';', StringSplitOptions.TrimEntries))
        {
            fault ??= Apply(rule, open, seen);
        }

        hours = fault is null ? new OpeningHours(open) : null;
        return fault is null;
    }

    /// <summary>Gets whether a minute of the week is open.</summary>
    /// <param name="minuteOfWeek">In [0, 10,080), from Monday 00:00 local time.</param>
    public bool IsOpen(int minuteOfWeek) => _open[minuteOfWeek];

    /// <summary>Folds a minute of the calendar into the week.</summary>
    /// <remarks>The calendar's first day, 1 January of year 1, is a Monday.</remarks>
    internal static int MinuteOfWeek(long localMinute) => (int)(localMinute % MinutesOfWeek);

    private static string? Apply(string rule, BitArray open, bool[] seen)
    {
        string[] parts = rule.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2)
        {
            return $"expected days and times such as 'Mo-Fr 08:00-20:00', or '24/7', got '{rule}'";
        }

        List<int> days = [];
        foreach (string range in parts[0].Split(','))
        {
            if (!TryDays(range, days))
            {
                return $"expected days Mo, Tu, We, Th, Fr, Sa, Su or a range such as Mo-Fr, got '{range}'";
            }
        }

        foreach (int day in days)
        {
            if (seen[day])
            {
                return $"{Days[day]} is given twice; put all its times in one rule, "
                    + $"such as '{Days[day]} 08:00-12:00,13:00-17:00'";
            }

            seen[day] = true;
        }

        foreach (string range in parts[1].Split(','))
        {
            if (!TryTimes(range, out int start, out int end))
            {
                return $"expected times from 00:00 to 24:00 such as 08:00-20:00, got '{range}'";
            }

            foreach (int day in days)
            {
                for (int minute = (day * MinutesOfDay) + start; minute < (day * MinutesOfDay) + end; minute++)
                {
                    if (open[minute % MinutesOfWeek])
                    {
                        return $"{Text(minute % MinutesOfWeek)} is given twice; times must not overlap";
                    }

                    open[minute % MinutesOfWeek] = true;
                }
            }
        }

        return null;
    }

    private static string Text(int minuteOfWeek) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Days[minuteOfWeek / MinutesOfDay]} {minuteOfWeek % MinutesOfDay / 60:00}:{minuteOfWeek % 60:00}");

    private static bool TryDays(string range, List<int> days)
    {
        string[] ends = range.Split('-');
        int first = Array.IndexOf(Days, ends[0]);
        int last = Array.IndexOf(Days, ends[^1]);
        if (ends.Length > 2 || first < 0 || last < 0)
        {
            return false;
        }

        for (int day = first; ; day = (day + 1) % Days.Length)
        {
            days.Add(day);
            if (day == last)
            {
                return true;
            }
        }
    }

    private static bool TryTimes(string range, out int start, out int end)
    {
        end = 0;
        string[] ends = range.Split('-');
        if (!TryMinute(ends[0], out start) || ends.Length != 2 || !TryMinute(ends[1], out end)
            || start == end || start == MinutesOfDay)
        {
            return false;
        }

        end += end < start ? MinutesOfDay : 0;
        return true;
    }

    private static bool TryMinute(string text, out int minute)
    {
        minute = 0;
        if (text.Length != 5 || text[2] != ':'
            || !int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
            || !int.TryParse(text.AsSpan(3, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
            || minutes > 59)
        {
            return false;
        }

        minute = (hours * 60) + minutes;
        return minute <= MinutesOfDay;
    }
}
