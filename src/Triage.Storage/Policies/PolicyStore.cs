using System.Data.Common;
using Triage.Storage.Sql;

namespace Triage.Storage.Policies;

/// <summary>The truth about policies: versions, what is published, drafts, audit.</summary>
/// <remarks>
/// Every step is one transaction: it takes the next revision, checks, writes, and leaves one entry in the audit. Steps
/// stand in one line over all tenants, which costs some hundred steps a second and makes every check exact.
/// Fails with <see cref="DbException"/> when the database does.
/// </remarks>
public sealed partial class PolicyStore(SqlDatabase database, TimeProvider time)
{
    private const string SelectPublished = """
        SELECT p.tenant, p.policy, p.revision, p.share_percent, p.shadow,
               h.version, h.model_version, h.published_at, h.document,
               c.version, c.model_version, c.published_at, c.document
        FROM policies p
        JOIN policy_versions h ON h.tenant = p.tenant AND h.policy = p.policy AND h.version = p.head
        LEFT JOIN policy_versions c ON c.tenant = p.tenant AND c.policy = p.policy AND c.version = p.candidate
        """;

    /// <summary>Gets the revision of the newest step. Cheap: one row.</summary>
    public async Task<long> GetRevisionAsync(CancellationToken cancellation)
    {
        await using SqlSession session = await database.ReadAsync(cancellation);
        List<long> revisions = await session.QueryAsync(
            "SELECT revision FROM change_counter", row => row.GetInt64(0), cancellation);
        return revisions[0];
    }

    /// <summary>Gets what was published after a revision, oldest first.</summary>
    public async Task<IReadOnlyList<PublishedPolicy>> GetPublishedSinceAsync(
        long revision, CancellationToken cancellation)
    {
        await using SqlSession session = await database.ReadAsync(cancellation);
        return await session.QueryAsync(
            $"{SelectPublished} WHERE p.revision > @revision ORDER BY p.revision",
            ReadPublished,
            cancellation,
            ("revision", revision));
    }

    /// <summary>Gets what of a policy decides; null when it was never published.</summary>
    public async Task<PublishedPolicy?> FindPublishedAsync(PolicyKey key, CancellationToken cancellation)
    {
        await using SqlSession session = await database.ReadAsync(cancellation);
        return await FindPublishedAsync(session, key, cancellation);
    }

    /// <summary>Gets a version.</summary>
    /// <exception cref="PolicyStoreException">NotFound.</exception>
    public async Task<PolicyVersion> GetVersionAsync(PolicyKey key, int version, CancellationToken cancellation)
    {
        await using SqlSession session = await database.ReadAsync(cancellation);
        return await GetVersionAsync(session, key, version, cancellation);
    }

    /// <summary>Gets a policy's versions without their documents, newest first.</summary>
    /// <param name="key">The policy.</param>
    /// <param name="before">Only versions below this one; 0 for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<IReadOnlyList<PolicyVersion>> ListVersionsAsync(
        PolicyKey key, int before, int limit, CancellationToken cancellation)
    {
        await using SqlSession session = await database.ReadAsync(cancellation);
        return await session.QueryAsync(
            """
            SELECT version, '', author, comment, published_by, published_at, based_on, model_version, accepted_warnings
            FROM policy_versions
            WHERE tenant = @tenant AND policy = @policy AND version < @before
            ORDER BY version DESC LIMIT @limit
            """,
            ReadVersion,
            cancellation,
            ("tenant", key.Tenant),
            ("policy", key.Policy),
            ("before", before == 0 ? long.MaxValue : before),
            ("limit", (long)limit));
    }

    /// <summary>Gets what was done, newest first.</summary>
    /// <param name="tenant">By whom.</param>
    /// <param name="before">Only entries below this number; 0 for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<IReadOnlyList<AuditEntry>> ListAuditAsync(
        string tenant, long before, int limit, CancellationToken cancellation)
    {
        await using SqlSession session = await database.ReadAsync(cancellation);
        return await session.QueryAsync(
            """
            SELECT number, at, tenant, policy, actor, action, draft, version, comment
            FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY revision) AS number
                FROM policy_audit WHERE tenant = @tenant) AS own
            WHERE number < @before
            ORDER BY number DESC LIMIT @limit
            """,
            ReadAudit,
            cancellation,
            ("tenant", tenant), ("before", before == 0 ? long.MaxValue : before), ("limit", (long)limit));
    }

    private static async Task<PublishedPolicy?> FindPublishedAsync(
        SqlSession session, PolicyKey key, CancellationToken cancellation)
    {
        List<PublishedPolicy> found = await session.QueryAsync(
            $"{SelectPublished} WHERE p.tenant = @tenant AND p.policy = @policy",
            ReadPublished,
            cancellation,
            Names(key));
        return found.SingleOrDefault();
    }

    private static async Task<PolicyVersion> GetVersionAsync(
        SqlSession session, PolicyKey key, int version, CancellationToken cancellation)
    {
        List<PolicyVersion> found = await session.QueryAsync(
            """
            SELECT version, document, author, comment, published_by, published_at, based_on, model_version,
                accepted_warnings
            FROM policy_versions WHERE tenant = @tenant AND policy = @policy AND version = @version
            """,
            ReadVersion,
            cancellation,
            [.. Names(key), ("version", (long)version)]);
        return found.SingleOrDefault()
            ?? throw new PolicyStoreException(
                PolicyStoreError.NotFound, $"policy '{key.Policy}': there is no version {version}");
    }

    private Task<Step> BeginAsync(PolicyKey key, string actor, CancellationToken cancellation) =>
        Step.BeginAsync(database, time, key, actor, cancellation);

    private static (string Name, object? Value)[] Names(PolicyKey key) =>
        [("tenant", key.Tenant), ("policy", key.Policy)];
}
