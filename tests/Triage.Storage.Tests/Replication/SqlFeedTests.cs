using Triage.Storage.Replication;
using Triage.Storage.Tests.Support;

namespace Triage.Storage.Tests.Replication;

/// <summary>Replicas on a PostgreSQL of their own, because it is killed.</summary>
[Collection(Faults.Name)]
public sealed class SqlFeedTests : IAsyncLifetime
{
    /// <summary>Beside other tests time is only bounded.</summary>
    private static readonly double CatchUpSeconds = Scale.Times(usual: 20, isLong: 2);

    private readonly PostgresServer _server = new();
    private readonly TemporaryFolder _folder = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Publish_WithoutRedis_IsSeenByTheNextPoll()
    {
        string sql = await _server.CreateDatabaseAsync();
        await using Replica a = new(sql: sql);
        await using Replica b = new(sql: sql);
        await a.ReachesSqlAsync();
        await b.ReachesSqlAsync();
        await a.PublishInSqlAsync();
        await b.SeesAsync(1, CatchUpSeconds);
    }

    [Fact]
    public async Task Database_KilledAndRestarted_IsNoticedAndFollowedAgain()
    {
        string sql = await _server.CreateDatabaseAsync();
        await using Replica a = new(sql: sql);
        await a.ReachesSqlAsync();
        await a.PublishInSqlAsync();

        await _server.KillAsync();
        await Eventually.HoldsAsync(
            () => a.Health.IsStale, SourceHealth.StaleAfter.TotalSeconds + CatchUpSeconds, () => "never stale");
        Assert.Equal(1, a.Version);
        await using Replica b = new(sql: sql);
        Assert.False(b.Health.IsLoaded);
        await _server.StartAsync();
        await b.SeesAsync(1, CatchUpSeconds);
        await Eventually.HoldsAsync(() => !a.Health.IsStale, CatchUpSeconds, () => "still stale");
        await a.PublishInSqlAsync();
        await b.SeesAsync(2, CatchUpSeconds);
    }

    [Fact]
    public async Task Start_WhileDatabaseAndRedisAreDown_DecidesByTheFileAndCatchesUp()
    {
        string sql = await _server.CreateDatabaseAsync();
        string file = _folder.File("last-good.bin");
        using RedisServer redis = await RedisServer.StartNewAsync();
        await using (Replica first = new(redis.ConnectionString, sql, file))
        {
            await first.ReachesSqlAsync();
            await first.PublishInSqlAsync();
        }

        await _server.KillAsync();
        await redis.KillAsync();
        await using Replica second = new(redis.ConnectionString, sql, file);
        Assert.Equal(1, second.Version);
        Assert.True(second.Health.IsLoaded);

        await _server.StartAsync();
        await second.ReachesSqlAsync(CatchUpSeconds);
        await second.PublishInSqlAsync();
        Assert.Equal(2, second.Version);
    }

    [Fact]
    public async Task Publish_OnAReplicaWhoseRedisIsDown_ReachesTheOthersByTheDatabase()
    {
        string sql = await _server.CreateDatabaseAsync();
        using RedisServer redis = await RedisServer.StartNewAsync();
        await using Replica a = new(redis.ConnectionString, sql);
        await using Replica b = new(redis.ConnectionString, sql);
        await a.ReachesSqlAsync();
        await b.ReachesSqlAsync();
        await redis.KillAsync();

        await a.PublishInSqlAsync();

        await b.SeesAsync(1, CatchUpSeconds);
        await Eventually.HoldsAsync(() => !b.Health.IsStale, CatchUpSeconds, () => "stale");
    }
}
