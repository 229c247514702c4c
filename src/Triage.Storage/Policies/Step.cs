using Triage.Storage.Sql;

namespace Triage.Storage.Policies;

/// <summary>A transaction that has its revision and ends with its entry in the audit.</summary>
internal sealed class Step : IAsyncDisposable
{
    private readonly PolicyKey _key;
    private readonly CancellationToken _cancellation;

    private Step(
        SqlSession session,
        PolicyKey key,
        string actor,
        long revision,
        DateTimeOffset at,
        CancellationToken cancellation)
    {
        Session = session;
        Actor = actor;
        Revision = revision;
        At = at;
        _key = key;
        _cancellation = cancellation;
    }

    public SqlSession Session { get; }

    public string Actor { get; }

    public long Revision { get; }

    /// <summary>Gets its instant, as exact as it is stored: what a step returns equals what is read later.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Begins: takes the next revision, and with it the place in the line of all steps.</summary>
    public static async Task<Step> BeginAsync(
        SqlDatabase database, TimeProvider time, PolicyKey key, string actor, CancellationToken cancellation)
    {
        SqlSession session = await database.WriteAsync(cancellation);
        try
        {
            List<long> revisions = await session.QueryAsync(
                "UPDATE change_counter SET revision = revision + 1 RETURNING revision",
                row => row.GetInt64(0),
                cancellation);
            return new Step(
                session, key, actor, revisions[0], SqlInstant.Read(SqlInstant.Write(time.GetUtcNow())), cancellation);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public async Task CommitAsync(string action, string? draft, int? version, string comment)
    {
        Session.Defer(
            """
            INSERT INTO policy_audit (revision, at, tenant, policy, actor, action, draft, version, comment)
            VALUES (@revision, @at, @tenant, @policy, @actor, @action, @draft, @version, @comment)
            """,
            ("tenant", _key.Tenant),
            ("policy", _key.Policy),
            ("revision", Revision),
            ("at", SqlInstant.Write(At)),
            ("actor", Actor),
            ("action", action),
            ("draft", draft),
            ("version", (long?)version),
            ("comment", comment));
        await Session.CommitAsync(_cancellation);
    }

    public ValueTask DisposeAsync() => Session.DisposeAsync();
}
