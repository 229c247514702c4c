using System.Globalization;
using System.Reflection;

namespace Triage.Storage.Sql;

/// <summary>Brings a database to the newest tables.</summary>
/// <remarks>
/// Migrations are embedded: <c>NNNN-name.sql</c> runs everywhere, <c>NNNN-name.DIALECT.sql</c> on one database. Each
/// number is applied once, in order, all in one transaction, while other replicas wait.
/// </remarks>
public static class Migrator
{
    private static readonly Assembly Here = typeof(Migrator).Assembly;

    /// <summary>Applies what is missing. Safe when several processes start at once.</summary>
    /// <exception cref="InvalidOperationException">The database is newer than this program.</exception>
    public static async Task MigrateAsync(SqlDatabase database, CancellationToken cancellation)
    {
        await using SqlSession session = await database.WriteAsync(cancellation);
        if (database.MigrationLock is string wait)
        {
            await session.ExecuteAsync(wait, cancellation);
        }

        await session.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT NOT NULL PRIMARY KEY)", cancellation);
        List<long> applied = await session.QueryAsync(
            "SELECT number FROM schema_migrations", row => row.GetInt64(0), cancellation);
        (long Number, string Resource)[] known = [.. Known(database.Dialect)];
        if (applied.Count > 0 && applied.Max() > known[^1].Number)
        {
            throw new InvalidOperationException(
                $"database: expected tables of version {known[^1].Number} at most, got {applied.Max()}; use a newer "
                + "program");
        }

        foreach ((long number, string resource) in known.Where(m => !applied.Contains(m.Number)))
        {
            using StreamReader sql = new(Here.GetManifestResourceStream(resource)!);
            await session.ExecuteAsync(await sql.ReadToEndAsync(cancellation), cancellation);
            await session.ExecuteAsync(
                "INSERT INTO schema_migrations (number) VALUES (@number)", cancellation, ("number", number));
        }

        await session.CommitAsync(cancellation);
    }

    private static IEnumerable<(long Number, string Resource)> Known(string dialect) =>
        from resource in Here.GetManifestResourceNames()
        where resource.EndsWith(".sql", StringComparison.Ordinal)
        let parts = resource.Split('.')
        where parts.Length == 2 || parts[1] == dialect
        orderby resource
        select (long.Parse(resource.AsSpan(0, 4), CultureInfo.InvariantCulture), resource);
}
