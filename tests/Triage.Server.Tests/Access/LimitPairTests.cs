using System.Diagnostics;
using Triage.Server.Access;

namespace Triage.Server.Tests.Access;

public sealed class LimitPairTests
{
    [Fact]
    public void TryCount_MoreAtOnceThanASecondHolds_RefusesTheRest()
    {
        LimitPair limit = new(1_000, 0);
        long start = Stopwatch.GetTimestamp();
        int admitted = Enumerable.Range(0, 5_000).Count(_ => limit.TryCount());
        double most = 1_000 + (Stopwatch.GetElapsedTime(start).TotalSeconds * 1_000) + 1;
        Assert.InRange(admitted, 1_000, most);
    }

    [Fact]
    public async Task TryCount_AfterIdling_HoldsNoMoreThanOneSecond()
    {
        LimitPair limit = new(100, 0);
        await Task.Delay(1_500, TestContext.Current.CancellationToken);
        long start = Stopwatch.GetTimestamp();
        int admitted = Enumerable.Range(0, 1_000).Count(_ => limit.TryCount());
        Assert.InRange(admitted, 100, 100 + (Stopwatch.GetElapsedTime(start).TotalSeconds * 100) + 1);
    }

    [Fact]
    public void TryCount_WithoutALimit_AlwaysAdmits() =>
        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.True(LimitPair.None.TryCount()));

    [Fact]
    public void Defaults_OfTheSettings_LimitWidgetsAndTheWholeOnly()
    {
        LimitOptions options = new();
        Assert.Equal((0, 0), (options.KeyRequestsPerSecond, options.KeyConcurrency));
        Assert.Equal((0, 0), (options.TenantRequestsPerSecond, options.TenantConcurrency));
        Assert.Equal(
            (100, 100, 1_000), (options.WidgetRequestsPerSecond, options.WidgetConcurrency, options.ServerConcurrency));
        Assert.Equal(TimeSpan.FromMilliseconds(10), options.QueueDelay);
    }
}
