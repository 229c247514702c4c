using System.Data.Common;
using Triage.Storage.Policies;
using Triage.Storage.Sql;

namespace Triage.Storage.Keys;

/// <summary>The truth about API keys. Every step is one transaction and leaves one entry in the audit.</summary>
/// <remarks>Keys are never removed, so that the audit can be read. Fails with <see cref="DbException"/> when the
/// database does.</remarks>
public sealed class KeyStore(SqlDatabase database, TimeProvider time)
{
    private const string Columns =
        "id, tenant, role, name, origins, requests_per_second, concurrency, salt, hash, created_at, created_by, "
        + "expires_at, revoked_at, revision";

    /// <summary>Makes a key.</summary>
    /// <param name="grant">What it allows; without faults.</param>
    /// <param name="expiresAt">From when on it is refused; null: never.</param>
    /// <param name="actor">Who makes it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The key, and its text: the only time that it is known.</returns>
    public async Task<(ApiKey Key, string Text)> CreateAsync(
        KeyGrant grant, DateTimeOffset? expiresAt, string actor, CancellationToken cancellation)
    {
        await using Step step = await BeginAsync(grant.Tenant, actor, cancellation);
        (ApiKey key, string text) = await InsertAsync(step, grant, expiresAt, cancellation);
        await step.CommitAsync(
            AuditAction.KeyCreated, null, null, $"{key.Id}: {KeyGrant.RoleName(grant.Role)} '{grant.Name}'");
        return (key, text);
    }

    /// <summary>Makes a key in place of another, which stays good for a while.</summary>
    /// <param name="tenant">Whose key.</param>
    /// <param name="id">The key.</param>
    /// <param name="overlap">For how long the old one stays good.</param>
    /// <param name="expiresAt">From when on the new one is refused; null: it lives as long as the old one was to
    /// live.</param>
    /// <param name="actor">Who replaces it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The new key, its text, and the old key; null when the tenant has no such key or it is revoked or
    /// expired.</returns>
    public async Task<(ApiKey Key, string Text, ApiKey Old)?> RotateAsync(
        string tenant,
        string id,
        TimeSpan overlap,
        DateTimeOffset? expiresAt,
        string actor,
        CancellationToken cancellation)
    {
        await using Step step = await BeginAsync(tenant, actor, cancellation);
        if (await FindAsync(step.Session, tenant, id, cancellation) is not { } old || !old.IsGoodAt(step.At))
        {
            return null;
        }

        (ApiKey key, string text) = await InsertAsync(
            step, old.Grant, expiresAt ?? (step.At + (old.ExpiresAt - old.CreatedAt)), cancellation);
        DateTimeOffset end = SqlInstant.Read(SqlInstant.Write(step.At + overlap));
        old = old with { ExpiresAt = old.ExpiresAt < end ? old.ExpiresAt : end, Revision = step.Revision };
        await UpdateAsync(step.Session, old, cancellation);
        await step.CommitAsync(
            AuditAction.KeyRotated, null, null, $"{id}: replaced by {key.Id}, ends {old.ExpiresAt:u}");
        return (key, text, old);
    }

    /// <summary>Revokes a key. A key that is revoked stays as it is.</summary>
    /// <returns>The key; null when the tenant has no such key.</returns>
    public async Task<ApiKey?> RevokeAsync(string tenant, string id, string actor, CancellationToken cancellation)
    {
        await using Step step = await BeginAsync(tenant, actor, cancellation);
        if (await FindAsync(step.Session, tenant, id, cancellation) is not { RevokedAt: null } key)
        {
            return await FindAsync(step.Session, tenant, id, cancellation);
        }

        key = key with { RevokedAt = step.At, Revision = step.Revision };
        await UpdateAsync(step.Session, key, cancellation);
        await step.CommitAsync(AuditAction.KeyRevoked, null, null, id);
        return key;
    }

    /// <summary>Gets a tenant's keys, oldest first.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(string tenant, CancellationToken cancellation)
    {
        await using SqlSession session = await database.ReadAsync(cancellation);
        return await session.QueryAsync(
            $"SELECT {Columns} FROM api_keys WHERE tenant = @tenant ORDER BY created_at, id",
            Read,
            cancellation,
            ("tenant", tenant));
    }

    /// <summary>Gets the keys that changed after a revision, of all tenants.</summary>
    public async Task<IReadOnlyList<ApiKey>> GetChangedSinceAsync(long revision, CancellationToken cancellation)
    {
        await using SqlSession session = await database.ReadAsync(cancellation);
        return await session.QueryAsync(
            $"SELECT {Columns} FROM api_keys WHERE revision > @revision ORDER BY revision",
            Read,
            cancellation,
            ("revision", revision));
    }

    private Task<Step> BeginAsync(string tenant, string actor, CancellationToken cancellation) =>
        Step.BeginAsync(database, time, new PolicyKey(tenant, ""), actor, cancellation);

    private static async Task<(ApiKey Key, string Text)> InsertAsync(
        Step step, KeyGrant grant, DateTimeOffset? expiresAt, CancellationToken cancellation)
    {
        (string id, string text, SecretHash hash) = KeySecret.Create();
        DateTimeOffset? stored = expiresAt is { } end ? SqlInstant.Read(SqlInstant.Write(end)) : null;
        ApiKey key = new(id, grant, hash, step.At, step.Actor, stored, null, step.Revision);
        await step.Session.ExecuteAsync(
            $"""
            INSERT INTO api_keys ({Columns})
            VALUES (@id, @tenant, @role, @name, @origins, @rate, @concurrency, @salt, @hash, @created, @actor, @expires,
                NULL, @revision)
            """,
            cancellation,
            ("id", id),
            ("tenant", grant.Tenant),
            ("role", KeyGrant.RoleName(grant.Role)),
            ("name", grant.Name),
            ("origins", grant.Origins),
            ("rate", (long?)grant.RequestsPerSecond),
            ("concurrency", (long?)grant.Concurrency),
            ("salt", hash.Salt),
            ("hash", hash.Hash),
            ("created", SqlInstant.Write(key.CreatedAt)),
            ("actor", key.CreatedBy),
            ("expires", ToSql(key.ExpiresAt)),
            ("revision", key.Revision));
        return (key, text);
    }

    private static Task<int> UpdateAsync(SqlSession session, ApiKey key, CancellationToken cancellation) =>
        session.ExecuteAsync(
        "UPDATE api_keys SET expires_at = @expires, revoked_at = @revoked, revision = @revision WHERE id = @id",
        cancellation,
        ("expires", ToSql(key.ExpiresAt)),
        ("revoked", ToSql(key.RevokedAt)),
        ("revision", key.Revision),
        ("id", key.Id));

    private static async Task<ApiKey?> FindAsync(
        SqlSession session, string tenant, string id, CancellationToken cancellation) =>
        (await session.QueryAsync(
            $"SELECT {Columns} FROM api_keys WHERE tenant = @tenant AND id = @id",
            Read,
            cancellation,
            ("tenant", tenant),
            ("id", id))).SingleOrDefault();

    private static ApiKey Read(DbDataReader row) => new(
        row.GetString(0),
        new KeyGrant(
            row.GetString(1),
            KeyGrant.RoleNames[row.GetString(2)],
            row.GetString(3),
            row.GetString(4),
            row.IsDBNull(5) ? null : (int)row.GetInt64(5),
            row.IsDBNull(6) ? null : (int)row.GetInt64(6)),
        new SecretHash(row.GetString(7), row.GetString(8)),
        SqlInstant.Read(row.GetInt64(9)),
        row.GetString(10),
        row.IsDBNull(11) ? null : SqlInstant.Read(row.GetInt64(11)),
        row.IsDBNull(12) ? null : SqlInstant.Read(row.GetInt64(12)),
        row.GetInt64(13));

    private static long? ToSql(DateTimeOffset? instant) => instant is { } at ? SqlInstant.Write(at) : null;
}
