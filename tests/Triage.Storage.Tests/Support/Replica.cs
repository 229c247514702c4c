using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Triage.Storage.Keys;
using Triage.Storage.Policies;
using Triage.Storage.Replication;
using Triage.Storage.Sql;

namespace Triage.Storage.Tests.Support;

/// <summary>A replica with the sources that it was given, followed until it is disposed.</summary>
internal sealed class Replica : IAsyncDisposable
{
    public static readonly PolicyKey Key = new("acme", "default");

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private readonly List<IDisposable> _parts = [];
    private readonly SqlDatabase? _database;
    private readonly SqlFeed? _sql;

    public Replica(string? redis = null, string? sql = null, string? file = null)
    {
        Health = new SourceHealth(TimeProvider.System, redis is not null);
        News = new KeyNews(Keys, () => _sql?.Wake());
        if (file is not null)
        {
            LastGoodFile lastGood = new(file, Policies, Health, TimeProvider.System, NullLogger<LastGoodFile>.Instance);
            lastGood.Load();
            Run(lastGood, lastGood.RunAsync);
        }

        if (redis is not null)
        {
            RedisFeed feed = new(redis, Policies, News, Health, TimeProvider.System, NullLogger<RedisFeed>.Instance);
            Run(feed, feed.RunAsync);
        }

        if (sql is not null)
        {
            _database = SqlDatabase.At(sql);
            Store = new PolicyStore(_database, TimeProvider.System);
            KeyStore = new KeyStore(_database, TimeProvider.System);
            _sql = new SqlFeed(
                _database, Store, KeyStore, Policies, Keys, Health, TimeProvider.System, NullLogger<SqlFeed>.Instance);
            Run(_sql, _sql.RunAsync);
        }
    }

    public PolicyReplica<PublishedPolicy> Policies { get; } = new(
        policy => policy, NullLogger<PolicyReplica<PublishedPolicy>>.Instance);

    public SourceHealth Health { get; }

    public PolicyStore? Store { get; }

    public HeldKeys Keys { get; } = new();

    public KeyNews News { get; }

    public KeyStore? KeyStore { get; }

    public int Version => Policies.TryGetCompiled(Key, out PublishedPolicy? policy) ? policy.Head.Version : 0;

    public static PolicyEnvelope Envelope(int version, PolicyKey? key = null) =>
        PolicyEnvelope.Pack(new PublishedPolicy(
        key ?? Key,
        version,
        new PublishedVersion(version, "m1", DateTimeOffset.UnixEpoch, Writer.Document(version)),
        null));

    /// <summary>Publishes here, as the service does.</summary>
    public void Publish(int version) => Assert.True(Policies.Offer(Envelope(version), PolicySource.Local));

    /// <summary>Publishes in the database and here.</summary>
    public async Task<PublishedPolicy> PublishInSqlAsync()
    {
        int head = (await Store!.FindPublishedAsync(Key, CancellationToken.None))?.Head.Version ?? 0;
        PolicyDraft draft = await Store.CreateDraftAsync(
            Key,
            new DraftContent(head.ToString(CultureInfo.InvariantCulture), "", head),
            "ann",
            CancellationToken.None);
        PublishedPolicy published = await Store.PublishDraftAsync(
            Key, draft.Id, draft.Revision, new Release(Rollout.Full, "m1", ""), "ann", CancellationToken.None);
        Policies.Offer(PolicyEnvelope.Pack(published), PolicySource.Local);
        return published;
    }

    /// <summary>Waits until the replica decides by a version.</summary>
    public Task SeesAsync(int version, double withinSeconds = 10) =>
        Eventually.HoldsAsync(() => Version == version, withinSeconds, () => $"sees version {Version}, not {version}");

    /// <summary>Waits until the database has answered.</summary>
    public Task ReachesSqlAsync(double withinSeconds = 10) => Eventually.HoldsAsync(
        () => Health.Silence(PolicySource.Sql) is not null, withinSeconds, () => "the database did not answer");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        _parts.ForEach(part => part.Dispose());
        _stop.Dispose();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    private void Run(IDisposable? part, Func<CancellationToken, Task> run)
    {
        _running.Add(Task.Run(() => run(_stop.Token), CancellationToken.None));
        if (part is not null)
        {
            _parts.Add(part);
        }
    }
}
