using Microsoft.Extensions.Logging.Abstractions;
using Triage.Storage.Keys;
using Triage.Storage.Replication;
using Triage.Storage.Tests.Support;

namespace Triage.Storage.Tests.Keys;

/// <summary>How a change of keys reaches every replica. It is timed: nothing else runs beside.</summary>
[Collection(Faults.Name)]
public sealed class KeyNewsTests(PostgresServer server) : IDisposable
{
    /// <summary>Beside other tests time is only bounded.</summary>
    private static readonly double SoonSeconds = Scale.Times(usual: 10, isLong: 1);

    private static readonly KeyGrant Grant = new("acme", Roles.Caller, "platform", "", null, null);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Change_WithoutRedis_ReachesTheOthersWithinASecond()
    {
        string sql = await server.CreateDatabaseAsync();
        await using Replica a = new(sql: sql);
        await using Replica b = new(sql: sql);
        await a.ReachesSqlAsync();
        await b.ReachesSqlAsync();

        (ApiKey key, _) = await a.KeyStore!.CreateAsync(Grant, null, "root", Cancellation);
        await Eventually.HoldsAsync(() => b.Keys.Find(key.Id) == key, SoonSeconds, () => "not heard of");
        ApiKey revoked = (await a.KeyStore.RevokeAsync("acme", key.Id, "root", Cancellation))!;
        await Eventually.HoldsAsync(() => b.Keys.Find(key.Id) == revoked, SoonSeconds, () => "still good");
    }

    [Fact]
    public async Task Revocation_ToldOverRedis_CountsWhereTheDatabaseDoesNotAnswer()
    {
        using RedisServer redis = await RedisServer.StartNewAsync();
        await using Replica a = new(redis.ConnectionString, await server.CreateDatabaseAsync());
        await using Replica b = new(redis.ConnectionString, "Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");
        await a.ReachesSqlAsync();
        await Eventually.HoldsAsync(() => b.Health.Silence(PolicySource.Redis) is not null, 10, () => "no Redis");
        (ApiKey key, _) = await a.KeyStore!.CreateAsync(Grant, null, "root", Cancellation);

        a.News.Tell((await a.KeyStore.RevokeAsync("acme", key.Id, "root", Cancellation))!);

        await Eventually.HoldsAsync(() => b.Keys.IsRefused(key.Id), SoonSeconds, () => "still good");
    }

    [Fact]
    public async Task Revocation_WhileRedisDeniesItsChannels_HoldsUpNoPolicy()
    {
        using RedisServer redis = await RedisServer.StartNewAsync();
        await using Replica a = new(redis.ConnectionString);
        await using Replica b = new(redis.ConnectionString);
        await redis.CommandAsync("ACL", "SETUSER", "default", "resetchannels");
        ApiKey revoked = New() with { RevokedAt = TimeProvider.System.GetUtcNow() };

        a.News.Tell(revoked);
        a.Publish(1);
        await b.SeesAsync(1);
        Assert.False(b.Keys.IsRefused(revoked.Id));
    }

    [Fact]
    public async Task Messenger_TellingOfARevocation_IsHeardByEveryReplica()
    {
        using RedisServer redis = await RedisServer.StartNewAsync();
        await using Replica a = new(redis.ConnectionString);
        await using Replica b = new(redis.ConnectionString);
        await Eventually.HoldsAsync(
            () => a.Health.Silence(PolicySource.Redis) is not null && b.Health.Silence(PolicySource.Redis) is not null,
            10,
            () => "no Redis");
        ApiKey revoked = New() with { RevokedAt = TimeProvider.System.GetUtcNow() };

        Assert.True(await KeyMessenger.TryTellAsync(redis.ConnectionString, revoked, Cancellation));

        await Eventually.HoldsAsync(
            () => a.Keys.IsRefused(revoked.Id) && b.Keys.IsRefused(revoked.Id), SoonSeconds, () => "still good");
    }

    [Fact]
    public async Task Messenger_WithoutRedis_SaysSo() =>
        Assert.False(await KeyMessenger.TryTellAsync($"127.0.0.1:{ServerProcess.FreePort()}", New(), Cancellation));

    [Fact]
    public async Task LastGoodFile_OfAReplica_GivesTheNextOneItsKeys()
    {
        string path = _folder.File("data/keys.json");
        ApiKey key = New();
        await SaveAsync(path, key);

        HeldKeys next = new();
        using LastGoodKeys file = new(path, next, TimeProvider.System, NullLogger<LastGoodKeys>.Instance);

        Assert.True(next.IsLoaded);
        Assert.Equal([key], next.All);
        Assert.True(
            OperatingSystem.IsWindows()
                || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[{\"Id\":null}]")]
    [InlineData("[{\"Id\":\"a\"}]")]
    public async Task LastGoodFile_Damaged_HoldsNothing(string content)
    {
        string path = _folder.File("keys.json");
        await File.WriteAllTextAsync(path, content, Cancellation);

        HeldKeys next = new();
        using LastGoodKeys file = new(path, next, TimeProvider.System, NullLogger<LastGoodKeys>.Instance);

        Assert.False(next.IsLoaded);
        Assert.Empty(next.All);
    }

    private static async Task SaveAsync(string path, ApiKey key)
    {
        HeldKeys keys = new();
        using LastGoodKeys file = new(path, keys, TimeProvider.System, NullLogger<LastGoodKeys>.Instance);
        keys.Offer(key);
        using CancellationTokenSource stopped = new();
        await stopped.CancelAsync();
        await file.RunAsync(stopped.Token);
    }

    private static ApiKey New()
    {
        (string id, _, SecretHash hash) = KeySecret.Create();
        return new ApiKey(id, Grant, hash, DateTimeOffset.UnixEpoch, "root", null, null, 1);
    }
}
