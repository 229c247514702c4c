using Triage.Core.Routing.Hours;

namespace Triage.Core.Tests.Routing.Hours;

public sealed class OpeningHoursTests
{
    [Theory]
    [InlineData("24/7", 7 * 24 * 60)]
    [InlineData("Mo-Fr 08:00-20:00", 5 * 12 * 60)]
    [InlineData("Mo-Fr 08:00-20:00; Sa 09:00-17:00", (5 * 12 * 60) + (8 * 60))]
    [InlineData("Mo,We,Fr 09:00-12:00,13:00-17:30", 3 * ((3 * 60) + 270))]
    [InlineData("Sa-Mo 10:00-11:00", 3 * 60)]
    [InlineData("Su 22:00-06:00", 8 * 60)]
    [InlineData("Mo-Su 00:00-24:00", 7 * 24 * 60)]
    public void TryParse_Hours_OpenThatManyMinutes(string text, int minutes)
    {
        Assert.True(OpeningHours.TryParse(text, out OpeningHours? hours, out string? fault), fault);
        Assert.Equal(minutes, Enumerable.Range(0, 7 * 24 * 60).Count(hours!.IsOpen));
    }

    [Fact]
    public void IsOpen_RangePastMidnightOnSunday_EndsOnMonday()
    {
        Assert.True(OpeningHours.TryParse("Su 22:00-06:00", out OpeningHours? hours, out _));
        Assert.True(hours!.IsOpen(0));
        Assert.True(hours.IsOpen((6 * 60) - 1));
        Assert.False(hours.IsOpen(6 * 60));
        Assert.False(hours.IsOpen((6 * 24 * 60) + (22 * 60) - 1));
        Assert.True(hours.IsOpen((6 * 24 * 60) + (22 * 60)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("always")]
    [InlineData("Mo-Fr")]
    [InlineData("08:00-20:00")]
    [InlineData("Mo-Fr 8:00-20:00")]
    [InlineData("Mo-Fr 08:00")]
    [InlineData("Mo-Fr 08:00-20:60")]
    [InlineData("Mo-Fr 24:00-08:00")]
    [InlineData("Mo-Fr 08:00-20:00;")]
    [InlineData("Mo--Fr 08:00-20:00")]
    [InlineData("Mo-Fr 08:00-20:00 off")]
    [InlineData("mo-fr 08:00-20:00")]
    [InlineData("Mo-Fr 08:00-20:00; Fr 09:00-10:00")]
    [InlineData("Mo-Fr +8:00-20:00")]
    public void TryParse_BadGrammar_SaysWhatIsAllowed(string text)
    {
        Assert.False(OpeningHours.TryParse(text, out OpeningHours? hours, out string? fault));
        Assert.Null(hours);
        Assert.Contains("such as", fault, StringComparison.Ordinal);
    }
}
