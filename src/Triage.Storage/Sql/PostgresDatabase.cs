using System.Data.Common;
using Npgsql;

namespace Triage.Storage.Sql;

/// <summary>PostgreSQL, 12 or newer.</summary>
internal sealed class PostgresDatabase(string connectionString) : SqlDatabase
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);

    internal override string Dialect => "postgres";

    // The number is the word "triage" in ASCII.
    internal override string? MigrationLock => "SELECT pg_advisory_xact_lock(128034743084901)";

    public override async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await base.DisposeAsync();
    }

    private protected override async Task<DbConnection> ConnectAsync(CancellationToken cancellation) =>
        await _source.OpenConnectionAsync(cancellation);
}
