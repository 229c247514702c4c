using Triage.Storage.Keys;
using Triage.Storage.Policies;
using Triage.Storage.Sql;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>A service that knows its callers by keys, and its database.</summary>
public sealed class GuardedServer : IAsyncLifetime
{
    public const string Origin = "https://shop.example";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("triage-");
    private SqlDatabase? _database;
    private ServerProcess? _process;

    /// <summary>Gets further settings.</summary>
    internal string[] Settings { get; init; } = [];

    internal ServerProcess Process => _process!;

    internal KeyStore Store { get; private set; } = null!;

    internal string Database => $"Data Source={Path.Combine(_folder.FullName, "data/triage.db")}";

    public async ValueTask InitializeAsync()
    {
        _database = SqlDatabase.At(Database);
        await Migrator.MigrateAsync(_database, CancellationToken.None);
        Store = new KeyStore(_database, TimeProvider.System);
        _process = await ServerProcess.StartAsync(["--Access:Keys=true", .. Settings], data: _folder.FullName);
    }

    public async ValueTask DisposeAsync()
    {
        await (_process?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_database?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Delete(recursive: true);
    }

    /// <summary>Gives a tenant a published policy and a draft of it.</summary>
    internal async Task<PolicyDraft> GiveAsync(PolicyKey key, string document)
    {
        PolicyStore store = new(_database!, TimeProvider.System);
        PolicyDraft first = await store.CreateDraftAsync(
            key, new DraftContent(document, "mine", 0), "test", CancellationToken.None);
        await store.PublishDraftAsync(
            key, first.Id, first.Revision, new Release(Rollout.Full, "m1", ""), "test", CancellationToken.None);
        return await store.CreateDraftAsync(key, new DraftContent(document, "next", 1), "test", CancellationToken.None);
    }

    /// <summary>Makes a key and waits until the service knows it.</summary>
    internal async Task<(ApiKey Key, string Text)> CreateAsync(
        Roles role,
        string tenant = "acme",
        DateTimeOffset? expiresAt = null,
        int? requestsPerSecond = null,
        int? concurrency = null)
    {
        KeyGrant grant = new(
            tenant, role, $"{tenant}/{role}", role == Roles.Widget ? Origin : "", requestsPerSecond, concurrency);
        (ApiKey Key, string Text) made = await Store.CreateAsync(grant, expiresAt, "test", CancellationToken.None);
        using HttpCaller caller = new(Process.Http, made.Text);
        await caller.UntilAsync(status => status != System.Net.HttpStatusCode.Unauthorized);
        return made;
    }
}
