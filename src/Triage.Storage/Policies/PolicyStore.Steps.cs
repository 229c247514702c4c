using Triage.Storage.Sql;

namespace Triage.Storage.Policies;

public sealed partial class PolicyStore
{
    private async Task<Step> BeginAsync(PolicyKey key, string actor, CancellationToken cancellation)
    {
        SqlSession session = await database.WriteAsync(cancellation);
        try
        {
            List<long> revisions = await session.QueryAsync(
                "UPDATE change_counter SET revision = revision + 1 RETURNING revision", row => row.GetInt64(0), cancellation);

            // As exact as it is stored: what a step returns equals what is read later.
            DateTimeOffset at = ToInstant(ToMicroseconds(time.GetUtcNow()));
            return new Step(session, key, actor, revisions[0], at, cancellation);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>A transaction that has its revision and ends with its entry in the audit.</summary>
    private sealed class Step(
        SqlSession session, PolicyKey key, string actor, long revision, DateTimeOffset at, CancellationToken cancellation)
        : IAsyncDisposable
    {
        public SqlSession Session => session;

        public string Actor => actor;

        public long Revision => revision;

        public DateTimeOffset At => at;

        public async Task CommitAsync(string action, string? draft, int? version, string comment)
        {
            await session.ExecuteAsync(
                """
                INSERT INTO policy_audit (revision, at, tenant, policy, actor, action, draft, version, comment)
                VALUES (@revision, @at, @tenant, @policy, @actor, @action, @draft, @version, @comment)
                """,
                cancellation,
                [
                    .. Names(key),
                    ("revision", revision),
                    ("at", ToMicroseconds(at)),
                    ("actor", actor),
                    ("action", action),
                    ("draft", draft),
                    ("version", (long?)version),
                    ("comment", comment),
                ]);
            await session.CommitAsync(cancellation);
        }

        public ValueTask DisposeAsync() => session.DisposeAsync();
    }
}
