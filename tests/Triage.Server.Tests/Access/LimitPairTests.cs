using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Triage.Core.Tests;
using Triage.Server.Access;
using Triage.Storage.Tests.Support;

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
    public void TryOwe_MoreThanASecondHolds_IsAdmittedAndNothingAfterIt()
    {
        LimitPair limit = new(1, 0);
        Assert.True(limit.TryCount());
        Assert.True(limit.TryOwe(999));
        Assert.False(limit.TryCount());
        Assert.False(limit.TryOwe(1));
        Assert.InRange(limit.RetryAfterSeconds, 900, 1_000);
    }

    [Fact]
    public async Task TryCount_WhileOthersAreOwed_WaitsUntilTheyArePaid()
    {
        long start = Stopwatch.GetTimestamp();
        LimitPair limit = new(1_000, 0);
        Assert.True(limit.TryCount());
        Assert.True(limit.TryOwe(1_499));
        await Eventually.HoldsAsync(limit.TryCount, withinSeconds: 60, () => "nothing is admitted again");
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.5, 60);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Limit_AnyMixOfCallsAndBatchesAtOnce_AdmitsNoMoreThanItsRateAndOneBatch(int seed)
    {
        const int Rate = 5_000, MaxBatch = 1_000;
        LimitPair limit = new(Rate, 0);
        long start = Stopwatch.GetTimestamp();
        int[] admitted = await Task.WhenAll(Enumerable.Range(0, 3).Select(caller => Task.Run(() =>
        {
            Random random = new((seed * 3) + caller);
            int queries = 0;
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < 0.5)
            {
                if (limit.TryCount())
                {
                    int further = random.Next(2) * random.Next(MaxBatch);
                    queries += 1 + (limit.TryOwe(further) ? further : 0);
                }
            }

            return queries;
        })));
        double most = Rate + (Stopwatch.GetElapsedTime(start).TotalSeconds * Rate) + MaxBatch;
        Assert.InRange(admitted.Sum(), Rate, most);
    }

    [Fact]
    public void Count_CallWithinItsLimits_AllocatesNothing()
    {
        CallerLimits limits = new(new LimitPair(1_000_000, 0), new LimitPair(1_000_000, 0));
        Assert.Equal(0, Allocations.Of(() => limits.Count()));
    }

    [Fact]
    public void CountFurther_TenantThatOwes_ChargesTheKeyNothing()
    {
        LimitPair tenant = new(1, 0);
        LimitPair key = new(1, 0);
        Assert.Null(new CallerLimits(LimitPair.None, tenant).CountFurther(999));
        Assert.Equal("tenant_rate", new CallerLimits(key, tenant).CountFurther(999)?.Reason);
        Assert.Null(new CallerLimits(key, LimitPair.None).CountFurther(999));
        Assert.Equal("key_rate", new CallerLimits(key, LimitPair.None).CountFurther(1)?.Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void CountFurther_CallOfOneQueryOrNone_IsNeverRefused(int further)
    {
        LimitPair key = new(1, 0);
        Assert.True(key.TryOwe(999));
        Assert.Null(new CallerLimits(key, LimitPair.None).CountFurther(further));
    }

    [Theory]
    [InlineData(1, "1")]
    [InlineData(9, "9")]
    [InlineData(999, "60")]
    public void WriteHeaders_RateExceeded_TellsWhenToTryAgainAndAtMostAMinute(int seconds, string expected)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        AccessRefusal.KeyRate(seconds).WriteHeaders(headers);
        Assert.Equal(expected, headers.RetryAfter.ToString());
        Assert.Same(AccessRefusal.KeyRate(seconds), AccessRefusal.KeyRate(seconds));
    }

    [Fact]
    public void Defaults_OfTheSettings_LimitWidgetsAndTheWholeOnly()
    {
        LimitOptions options = new();
        Assert.Equal((0, 0), (options.KeyRequestsPerSecond, options.KeyConcurrency));
        Assert.Equal((0, 0), (options.TenantRequestsPerSecond, options.TenantConcurrency));
        Assert.Equal(
            (100, 100, 1_000), (options.WidgetRequestsPerSecond, options.WidgetConcurrency, options.ServerConcurrency));
        Assert.Equal(TimeSpan.FromMilliseconds(5), options.QueueDelay);
    }
}
