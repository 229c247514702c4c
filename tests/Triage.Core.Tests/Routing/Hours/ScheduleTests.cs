using System.Globalization;
using Triage.Core.Routing.Hours;

namespace Triage.Core.Tests.Routing.Hours;

public sealed class ScheduleTests
{
    public static TheoryData<string> TenZones =>
    [
        "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Seoul", "Asia/Kolkata", "Australia/Lord_Howe",
        "Africa/Casablanca", "Pacific/Apia", "Asia/Tehran", "America/St_Johns",
    ];

    /// <summary>Every half-hour of ten years, and every second beside each change of offset.</summary>
    [Theory]
    [MemberData(nameof(TenZones))]
    public void OffsetAt_TenYears_IsThatOfTheTimeZone(string id)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        ZoneTransitions transitions = ZoneTransitions.From(id, zone);
        DateTime end = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (DateTime at = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc); at < end; at = at.AddMinutes(30))
        {
            Assert.Equal(zone.GetUtcOffset(at).Ticks, transitions.OffsetAt(at.Ticks, out long until));
            if (until < at.AddMinutes(30).Ticks)
            {
                for (int second = -2; second <= 2; second++)
                {
                    DateTime near = new DateTime(until, DateTimeKind.Utc).AddSeconds(second);
                    Assert.Equal(zone.GetUtcOffset(near).Ticks, transitions.OffsetAt(near.Ticks, out _));
                }
            }
        }
    }

    /// <summary>Every quarter of an hour of ten years against the wall clock of the time zone.</summary>
    [Theory]
    [MemberData(nameof(TenZones))]
    public void IsOpen_TenYears_FollowsTheWallClock(string id)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        Schedule schedule = Of("Mo-Fr 08:00-20:00; Sa 22:00-02:30", id, "2024-12-25");
        DateOnly holiday = new(2024, 12, 25);
        DateTime end = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (DateTime at = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc); at < end; at = at.AddMinutes(15))
        {
            DateTime local = TimeZoneInfo.ConvertTimeFromUtc(at, zone);
            double hour = local.TimeOfDay.TotalHours;
            bool expected = local.DayOfWeek switch
            {
                DayOfWeek.Saturday => hour >= 22,
                DayOfWeek.Sunday => hour < 2.5,
                _ => hour is >= 8 and < 20,
            };
            Assert.Equal(expected && DateOnly.FromDateTime(local) != holiday, schedule.IsOpen(at.Ticks));
        }
    }

    [Theory]
    [InlineData("2026-06-10T05:59:30Z", "2026-06-10T06:00:00Z", "opens at eight in summer")]
    [InlineData("2026-12-09T05:59:30Z", "2026-12-09T07:00:00Z", "opens at eight in winter")]
    [InlineData("2026-06-10T12:00:17Z", "2026-06-10T12:00:17Z", "is open already")]
    [InlineData("2026-06-12T18:00:00Z", "2026-06-15T06:00:00Z", "closed over the week-end")]
    [InlineData("2026-03-27T20:00:00Z", "2026-03-30T06:00:00Z", "the clock goes forward in between")]
    [InlineData("2026-10-23T20:00:00Z", "2026-10-26T07:00:00Z", "the clock goes back in between")]
    [InlineData("2026-12-24T20:00:00Z", "2026-12-28T07:00:00Z", "a holiday and a week-end")]
    public void NextOpening_Berlin_IsTheNextOpenMinute(string from, string expected, string because)
    {
        Schedule schedule = Of("Mo-Fr 08:00-20:00", "Europe/Berlin", "2026-12-25");
        long? next = schedule.NextOpening(Ticks(from));
        Assert.True(next == Ticks(expected), $"{because}: got {new DateTime(next ?? 0, DateTimeKind.Utc):O}");
    }

    [Fact]
    public void NextOpening_HourThatTheClockSkips_IsTheNextWeek()
    {
        // On 29 March 2026 Berlin has no 02:30.
        Schedule schedule = Of("Su 02:30-02:45", "Europe/Berlin");
        Assert.Equal(Ticks("2026-04-05T00:30:00Z"), schedule.NextOpening(Ticks("2026-03-28T12:00:00Z")));
    }

    [Fact]
    public void NextOpening_EveryDayAHoliday_IsNever()
    {
        DateOnly first = new(2026, 1, 1);
        Assert.True(OpeningHours.TryParse("Mo-Su 08:00-20:00", out OpeningHours? hours, out _));
        Schedule schedule = new(hours!, ZoneTransitions.Utc, Enumerable.Range(0, 400).Select(first.AddDays));
        Assert.Null(schedule.NextOpening(Ticks("2026-01-01T00:00:00Z")));
    }

    [Fact]
    public void IsOpen_FirstInstantOfTheCalendar_DoesNotThrow() =>
        Assert.False(Of("Mo-Fr 08:00-20:00", "America/New_York").IsOpen(0));

    private static long Ticks(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture).UtcTicks;

    private static Schedule Of(string text, string zone, params string[] holidays)
    {
        Assert.True(OpeningHours.TryParse(text, out OpeningHours? hours, out string? fault), fault);
        return new Schedule(
            hours!, new TestZones().Find(zone)!, holidays.Select(d =>
                DateOnly.ParseExact(d, "yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }
}
