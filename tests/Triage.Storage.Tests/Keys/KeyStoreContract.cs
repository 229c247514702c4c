using Triage.Storage.Keys;
using Triage.Storage.Policies;
using Triage.Storage.Sql;

namespace Triage.Storage.Tests.Keys;

/// <summary>What the store of keys promises, on any database.</summary>
public abstract class KeyStoreContract : IAsyncLifetime
{
    private static readonly KeyGrant Widget = new(
        "acme", Roles.Widget, "shop", "https://shop.example https://m.shop.example", 20, 5);
    private static readonly KeyGrant Caller = new("acme", Roles.Caller, "platform", "", null, null);

    private SqlDatabase _database = null!;

    private KeyStore Store { get; set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = SqlDatabase.At(await CreateDatabaseAsync());
        await Migrator.MigrateAsync(_database, Cancellation);
        Store = new KeyStore(_database, TimeProvider.System);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Create_Key_IsListedAsItWasMadeAndItsTextIsNowhere()
    {
        (ApiKey key, string text) =
            await Store.CreateAsync(Widget, TimeProvider.System.GetUtcNow().AddDays(90), "root", Cancellation);

        Assert.Equal(key, Assert.Single(await Store.ListAsync("acme", Cancellation)));
        Assert.Equal((Widget, "root"), (key.Grant, key.CreatedBy));
        Assert.True(KeySecret.TryParse(text, out ReadOnlySpan<char> id, out ReadOnlySpan<char> secret));
        Assert.Equal(key.Id, id.ToString());
        Assert.True(key.Hash.Matches(secret));
        Assert.DoesNotContain(secret.ToString(), key.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotate_Key_IsTheSameGrantAndTheOldOneEndsAfterTheOverlap()
    {
        (ApiKey first, _) =
            await Store.CreateAsync(Widget, TimeProvider.System.GetUtcNow().AddDays(90), "root", Cancellation);

        (ApiKey next, string text, ApiKey old) =
            (await Store.RotateAsync("acme", first.Id, TimeSpan.FromHours(2), null, "ann", Cancellation))!.Value;

        Assert.Equal(first.Grant, next.Grant);
        Assert.NotEqual(first.Id, next.Id);
        Assert.StartsWith($"trg_{next.Id}_", text, StringComparison.Ordinal);
        Assert.Equal(next.CreatedAt + TimeSpan.FromHours(2), old.ExpiresAt);
        Assert.Equal(first.ExpiresAt - first.CreatedAt, next.ExpiresAt - next.CreatedAt);
        Assert.True(old.IsGoodAt(next.CreatedAt.AddHours(1)));
        Assert.False(old.IsGoodAt(next.CreatedAt.AddHours(2)));
        Assert.Equal([old, next], await Store.ListAsync("acme", Cancellation));
    }

    [Fact]
    public async Task Rotate_KeyThatEndsSooner_DoesNotLiveLonger()
    {
        (ApiKey first, _) =
            await Store.CreateAsync(Caller, TimeProvider.System.GetUtcNow().AddMinutes(5), "root", Cancellation);
        var rotated = await Store.RotateAsync("acme", first.Id, TimeSpan.FromDays(1), null, "ann", Cancellation);
        Assert.Equal(first.ExpiresAt, rotated!.Value.Old.ExpiresAt);
    }

    [Fact]
    public async Task Revoke_Key_IsGoodNeverAgainAndCannotBeRotated()
    {
        (ApiKey key, _) = await Store.CreateAsync(Caller, null, "root", Cancellation);

        ApiKey revoked = (await Store.RevokeAsync("acme", key.Id, "ann", Cancellation))!;

        Assert.False(revoked.IsGoodAt(revoked.CreatedAt));
        Assert.Equal(revoked, await Store.RevokeAsync("acme", key.Id, "bob", Cancellation));
        Assert.Null(await Store.RotateAsync("acme", key.Id, TimeSpan.Zero, null, "ann", Cancellation));
        Assert.Equal(revoked, Assert.Single(await Store.ListAsync("acme", Cancellation)));
    }

    [Fact]
    public async Task AnyStep_OnAnotherTenantsKey_FindsNone()
    {
        (ApiKey key, _) = await Store.CreateAsync(Caller, null, "root", Cancellation);

        Assert.Null(await Store.RevokeAsync("globex", key.Id, "eve", Cancellation));
        Assert.Null(await Store.RotateAsync("globex", key.Id, TimeSpan.Zero, null, "eve", Cancellation));
        Assert.Empty(await Store.ListAsync("globex", Cancellation));
        Assert.Equal(key, Assert.Single(await Store.ListAsync("acme", Cancellation)));
    }

    [Fact]
    public async Task ChangedSince_ARevision_GivesWhatChangedAfterIt()
    {
        (ApiKey a, _) = await Store.CreateAsync(Caller, null, "root", Cancellation);
        (ApiKey b, _) = await Store.CreateAsync(Widget, null, "root", Cancellation);
        Assert.Equal([a, b], await Store.GetChangedSinceAsync(-1, Cancellation));

        ApiKey revoked = (await Store.RevokeAsync("acme", a.Id, "ann", Cancellation))!;

        Assert.Equal([revoked], await Store.GetChangedSinceAsync(b.Revision, Cancellation));
        Assert.Empty(await Store.GetChangedSinceAsync(revoked.Revision, Cancellation));
    }

    [Fact]
    public async Task Audit_OfKeys_SaysWhoDidWhatAndHoldsNoSecret()
    {
        (ApiKey key, string text) = await Store.CreateAsync(Caller, null, "root", Cancellation);
        await Store.RotateAsync("acme", key.Id, TimeSpan.Zero, null, "ann", Cancellation);
        (ApiKey other, _) = await Store.CreateAsync(Caller, null, "root", Cancellation);
        await Store.RevokeAsync("acme", other.Id, "bob", Cancellation);

        IReadOnlyList<AuditEntry> audit =
            await new PolicyStore(_database, TimeProvider.System).ListAuditAsync("acme", 0, 10, Cancellation);

        Assert.Equal(
            [("bob", "key_revoked"), ("root", "key_created"), ("ann", "key_rotated"), ("root", "key_created")],
            audit.Select(entry => (entry.Actor, entry.Action)));
        Assert.All(audit, entry => Assert.DoesNotContain(text[^43..], entry.Comment, StringComparison.Ordinal));
    }

    protected abstract Task<string> CreateDatabaseAsync();
}
