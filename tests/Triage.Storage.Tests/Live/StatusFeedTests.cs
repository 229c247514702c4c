using System.Diagnostics;
using Triage.Core.Routing.Live;
using Triage.Storage.Tests.Support;

namespace Triage.Storage.Tests.Live;

/// <summary>Replicas that share reports over one real Redis, and what may befall it.</summary>
[Collection(Faults.Name)]
public sealed class StatusFeedTests : IAsyncLifetime
{
    /// <summary>How soon an outage, and its end, are known.</summary>
    private const double NoticeSeconds = 20;

    private RedisServer _redis = null!;

    /// <summary>Whole microseconds, as Redis keeps them.</summary>
    private static DateTimeOffset Now
    {
        get
        {
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync()
    {
        _redis.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Report_OnOneReplica_IsKnownToTheOthersAndToLateOnes()
    {
        await using StatusReplica a = new(_redis.ConnectionString);
        await using StatusReplica b = new(_redis.ConnectionString);
        ChannelReport report = a.Report("phone", 12.5, Now);
        await b.SeesAsync(report);
        await using StatusReplica late = new(_redis.ConnectionString);
        await late.SeesAsync(report);
    }

    [Fact]
    public async Task Report_OlderThanWhatRedisHolds_ChangesNothingAnywhere()
    {
        await using StatusReplica a = new(_redis.ConnectionString);
        await using StatusReplica b = new(_redis.ConnectionString);
        ChannelReport newer = a.Report("phone", 1, Now);
        await b.SeesAsync(newer);
        await using StatusReplica late = new(_redis.ConnectionString);
        late.Report("phone", 2, newer.From.AddSeconds(-1));
        ChannelReport last = late.Report("email", 3, Now);
        await b.SeesAsync(last);
        await late.SeesAsync(newer);
        Assert.Equal((newer, newer), (a.Find("phone"), b.Find("phone")));
    }

    [Fact]
    public async Task Report_OfTheSameInstant_TheReplicasAgreeOnOne()
    {
        await using StatusReplica a = new(_redis.ConnectionString);
        await using StatusReplica b = new(_redis.ConnectionString);
        DateTimeOffset from = Now;
        a.Report("phone", 1, from);
        b.Report("phone", 2, from);
        await Eventually.HoldsAsync(
            () => a.Find("phone") == b.Find("phone"),
            10,
            () => $"one holds {a.Find("phone")}, the other {b.Find("phone")}");
    }

    [Fact]
    public async Task Report_OfAnotherTenant_IsKeptApart()
    {
        await using StatusReplica a = new(_redis.ConnectionString);
        await using StatusReplica b = new(_redis.ConnectionString);
        ChannelReport theirs = a.Report("phone", 1, Now, tenant: "beta");
        await b.SeesAsync(theirs, tenant: "beta");
        Assert.Null(b.Find("phone"));
    }

    [Fact]
    public async Task Report_InRedis_ExpiresWhenItCountsForNothing()
    {
        await using StatusReplica a = new(_redis.ConnectionString);
        await using StatusReplica b = new(_redis.ConnectionString);
        await b.SeesAsync(a.Report("phone", 1, Now, minutes: 2));
        string answer = await _redis.CommandAsync("TTL", "{triage:1}:status:acme/phone");
        Assert.InRange(int.Parse(answer[1..], System.Globalization.CultureInfo.InvariantCulture), 60, 120);
    }

    [Fact]
    public async Task Redis_KilledAndEmptyAfterRestart_IsKnownToBeAwayThenFilledAgain()
    {
        await using StatusReplica a = new(_redis.ConnectionString);
        await using StatusReplica b = new(_redis.ConnectionString);
        ChannelReport before = a.Report("phone", 1, Now);
        await b.SeesAsync(before);
        await _redis.KillAsync();
        await Task.WhenAll(a.IsCutAsync(true, NoticeSeconds), b.IsCutAsync(true, NoticeSeconds));
        ChannelReport during = a.Report("email", 2, Now);
        Assert.Null(b.Find("email"));
        Assert.Equal(before, b.Find("phone"));
        await _redis.StartAsync();
        await b.SeesAsync(during, withinSeconds: NoticeSeconds);
        await b.IsCutAsync(false, NoticeSeconds);
        await using StatusReplica late = new(_redis.ConnectionString);
        await late.SeesAsync(before);
    }

    [Fact]
    public async Task Start_WhileRedisIsEmpty_IsCutUntilTheOthersHadTimeToFillIt()
    {
        long start = Stopwatch.GetTimestamp();
        await using StatusReplica waiting = new(_redis.ConnectionString, new StoppedClock());
        await using StatusReplica alone = new(_redis.ConnectionString);
        await alone.IsCutAsync(false, NoticeSeconds);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 3, NoticeSeconds);
        Assert.True(waiting.Link.IsCut);

        ChannelReport report = alone.Report("phone", 1, Now);
        await waiting.IsCutAsync(false, NoticeSeconds);
        Assert.Equal(report, waiting.Find("phone"));
    }

    [Fact]
    public async Task Redis_Paused_IsKnownToBeAwayAndCaughtUpWith()
    {
        await using StatusReplica a = new(_redis.ConnectionString);
        await using StatusReplica b = new(_redis.ConnectionString);
        await b.SeesAsync(a.Report("phone", 1, Now));
        await _redis.PauseAsync();
        await b.IsCutAsync(true, NoticeSeconds);
        ChannelReport during = a.Report("phone", 2, Now);
        await _redis.ContinueAsync();
        await b.SeesAsync(during, withinSeconds: NoticeSeconds);
        await b.IsCutAsync(false, NoticeSeconds);
    }

    [Fact]
    public async Task Redis_HoldsADamagedReport_ItIsIgnoredAndTheOthersAreTaken()
    {
        await using StatusReplica a = new(_redis.ConnectionString);
        await a.IsCutAsync(false, NoticeSeconds);
        await _redis.CommandAsync("HSET", "{triage:1}:status:acme/phone", "report", "nonsense");
        await _redis.CommandAsync("ZADD", "{triage:1}:statuses", "0.5", "acme/phone");
        await a.IsCutAsync(false, NoticeSeconds);
        ChannelReport good = a.Report("email", 1, Now);
        await using StatusReplica late = new(_redis.ConnectionString);
        await late.SeesAsync(good);
        Assert.Null(late.Find("phone"));
    }

    /// <summary>A clock on which no time to wait ever passes.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
