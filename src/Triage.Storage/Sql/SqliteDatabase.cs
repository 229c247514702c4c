using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Triage.Storage.Sql;

/// <summary>SQLite in a file.</summary>
internal sealed class SqliteDatabase(SqliteConnectionStringBuilder settings) : SqlDatabase
{
    // A commit is on the disk before it is confirmed: what was published survives a power cut.
    private const string Settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";

    private readonly string _connectionString = settings.ToString();

    internal override string Dialect => "sqlite";

    internal override string? MigrationLock => null;

    private protected override async Task<DbConnection> ConnectAsync(CancellationToken cancellation)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(settings.DataSource)) is string folder)
        {
            Directory.CreateDirectory(folder);
        }

        SqliteConnection connection = new(_connectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            await using SqliteCommand command = connection.CreateCommand();
            command.CommandText = Settings;
            await command.ExecuteNonQueryAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
