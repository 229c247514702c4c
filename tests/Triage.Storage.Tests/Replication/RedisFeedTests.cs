using Triage.Storage.Replication;
using Triage.Storage.Tests.Support;

namespace Triage.Storage.Tests.Replication;

/// <summary>Two replicas, one real Redis, and what may befall it. There is no database: all must come by
/// Redis.</summary>
[Collection(Faults.Name)]
public sealed class RedisFeedTests : IAsyncLifetime
{
    /// <summary>A replica has caught up so soon after Redis is back; beside other tests time is only bounded.</summary>
    private static readonly double CatchUpSeconds = Scale.Times(usual: 20, isLong: 2);

    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync()
    {
        _redis.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Publish_OnOneReplica_IsSeenByAllOthers()
    {
        await using Replica a = new(_redis.ConnectionString);
        await using Replica b = new(_redis.ConnectionString);
        await using Replica c = new(_redis.ConnectionString);
        for (int version = 1; version <= 20; version++)
        {
            a.Publish(version);
            await Task.WhenAll(b.SeesAsync(version), c.SeesAsync(version));
        }
    }

    [Fact]
    public async Task Start_AfterThePublish_SeesIt()
    {
        await using Replica a = new(_redis.ConnectionString);
        a.Publish(1);
        await Eventually.HoldsAsync(() => a.Health.IsLoaded, 10, () => "Redis never answered");
        await using Replica late = new(_redis.ConnectionString);
        await late.SeesAsync(1);
    }

    [Fact]
    public async Task Start_WhileRedisIsEmpty_KnowsNothingUntilItIsFilled()
    {
        await using Replica late = new(_redis.ConnectionString);
        await Eventually.HoldsAsync(
            () => late.Health.Silence(PolicySource.Redis) is not null, 10, () => "Redis never answered");
        Assert.False(late.Health.IsLoaded);

        await using Replica a = new(_redis.ConnectionString);
        a.Publish(1);
        await late.SeesAsync(1);
        await Eventually.HoldsAsync(() => late.Health.IsLoaded, 10, () => "not loaded");
    }

    [Fact]
    public async Task Start_BeforeRedis_SeesThePublishOnceRedisIsThere()
    {
        await _redis.KillAsync();
        await using Replica a = new(_redis.ConnectionString);
        await using Replica b = new(_redis.ConnectionString);
        a.Publish(1);
        Assert.False(b.Health.IsLoaded);

        await _redis.StartAsync();

        await b.SeesAsync(1, CatchUpSeconds);
    }

    [Fact]
    public async Task Redis_KilledAndEmptyAfterRestart_IsFilledAgainAndTellsTheNewest()
    {
        await using Replica a = new(_redis.ConnectionString);
        await using Replica b = new(_redis.ConnectionString);
        a.Publish(1);
        await b.SeesAsync(1);

        await _redis.KillAsync();
        a.Publish(2);
        Assert.Equal((2, 1), (a.Version, b.Version));
        await _redis.StartAsync();

        await b.SeesAsync(2, CatchUpSeconds);
        await using Replica late = new(_redis.ConnectionString);
        await late.SeesAsync(2);
    }

    [Fact]
    public async Task Redis_Paused_IsStaleThenCatchesUp()
    {
        await using Replica a = new(_redis.ConnectionString);
        await using Replica b = new(_redis.ConnectionString);
        a.Publish(1);
        await b.SeesAsync(1);
        Assert.False(b.Health.IsStale);

        await _redis.PauseAsync();
        a.Publish(2);
        await Eventually.HoldsAsync(
            () => b.Health.IsStale, SourceHealth.StaleAfter.TotalSeconds + CatchUpSeconds, () => "never stale");
        await Task.Delay(TimeSpan.FromSeconds(Scale.Times(usual: 0, isLong: 25)));
        Assert.Equal(1, b.Version);
        await _redis.ContinueAsync();

        await b.SeesAsync(2, CatchUpSeconds);
        await Eventually.HoldsAsync(() => !b.Health.IsStale, CatchUpSeconds, () => "still stale");
    }

    [Fact]
    public async Task Redis_Flushed_IsFilledAgain()
    {
        await using Replica a = new(_redis.ConnectionString);
        await using Replica b = new(_redis.ConnectionString);
        a.Publish(1);
        await b.SeesAsync(1);

        await _redis.CommandAsync("FLUSHALL");
        await _redis.CommandAsync("SCRIPT", "FLUSH");
        a.Publish(2);
        await b.SeesAsync(2, CatchUpSeconds);

        await using Replica late = new(_redis.ConnectionString);
        await late.SeesAsync(2);
    }

    [Fact]
    public async Task Redis_Full_StillAnswersAndTakesThePolicyWhenThereIsRoom()
    {
        await using Replica a = new(_redis.ConnectionString);
        await using Replica b = new(_redis.ConnectionString);
        a.Publish(1);
        await b.SeesAsync(1);

        await _redis.CommandAsync("CONFIG", "SET", "maxmemory", "1");
        a.Publish(2);
        await Task.Delay(SourceHealth.StaleAfter + TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(() => !a.Health.IsStale, CatchUpSeconds, () => "stale, though Redis answers");
        Assert.Equal(1, b.Version);
        await _redis.CommandAsync("CONFIG", "SET", "maxmemory", "0");

        await b.SeesAsync(2, CatchUpSeconds);
    }

    [Fact]
    public async Task Password_SetAndTakenBack_IsAnOutageThatEnds()
    {
        await using Replica a = new(_redis.ConnectionString);
        a.Publish(1);
        await _redis.KillAsync();
        await _redis.StartAsync("--requirepass", "secret");
        await using Replica stranger = new(_redis.ConnectionString);
        await using Replica member = new($"{_redis.ConnectionString},password=secret");
        await Eventually.HoldsAsync(
            () => member.Health.Silence(PolicySource.Redis) is not null, 10, () => "the password was not used");
        Assert.Null(stranger.Health.Silence(PolicySource.Redis));

        await _redis.KillAsync();
        await _redis.StartAsync();

        await stranger.SeesAsync(1, CatchUpSeconds);
    }

    [Fact]
    public async Task MessageChannel_Cut_IsMadeUpForByThePoll()
    {
        await using Replica a = new(_redis.ConnectionString);
        await using Replica b = new(_redis.ConnectionString);
        a.Publish(1);
        await b.SeesAsync(1);

        await _redis.CommandAsync("CLIENT", "KILL", "TYPE", "pubsub");
        a.Publish(2);

        await b.SeesAsync(2, CatchUpSeconds);
    }

    [Fact]
    public async Task MessageChannel_DeniedThenAllowed_IsMadeUpForThenHeardAgain()
    {
        await using Replica a = new(_redis.ConnectionString);
        await using Replica b = new(_redis.ConnectionString);
        await ListenersAreAsync(2);

        await _redis.CommandAsync("ACL", "SETUSER", "default", "resetchannels");
        a.Publish(1);
        a.Publish(2);
        await b.SeesAsync(2, CatchUpSeconds);
        await Eventually.HoldsAsync(
            () => a.Health.Silence(PolicySource.Redis) < SourceHealth.StaleAfter,
            CatchUpSeconds,
            () => "Redis counts as silent, though its keys can be read");
        await ListenersAreAsync(0);
        await _redis.CommandAsync("ACL", "SETUSER", "default", "allchannels");

        await ListenersAreAsync(2);
    }

    private Task ListenersAreAsync(int expected)
    {
        string count = "";
        return Eventually.HoldsAsync(
            async () => (count = await _redis.CommandAsync("EVAL",
                "return redis.call('PUBSUB', 'NUMSUB', KEYS[1])[2]", "1", RedisKeys.Channel)) == $":{expected}",
            CatchUpSeconds,
            () => $"expected {expected} replicas to listen, got {count}");
    }
}
