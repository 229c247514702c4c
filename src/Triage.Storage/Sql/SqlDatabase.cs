using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Triage.Storage.Sql;

/// <summary>A database that policies are kept in: SQLite or PostgreSQL, with the same tables.</summary>
public abstract class SqlDatabase : IAsyncDisposable
{
    /// <summary>Gets the word that names the database's own migrations: "sqlite" or "postgres".</summary>
    internal abstract string Dialect { get; }

    /// <summary>Gets the statement that makes other migrators wait until the transaction ends; null where a transaction
    /// that writes does so already.</summary>
    internal abstract string? MigrationLock { get; }

    /// <summary>Chooses the database by a connection string; connects when it is first used.</summary>
    /// <param name="connectionString">With "Host=": PostgreSQL, as Npgsql reads it. Else SQLite: "Data
    /// Source=FILE".</param>
    /// <exception cref="ArgumentException">The connection string is neither.</exception>
    public static SqlDatabase At(string connectionString)
    {
        DbConnectionStringBuilder parts = new() { ConnectionString = connectionString };
        return parts.ContainsKey("Host")
            ? new PostgresDatabase(connectionString)
            : new SqliteDatabase(new SqliteConnectionStringBuilder(connectionString));
    }

    /// <summary>Opens a connection for reading.</summary>
    internal async Task<SqlSession> ReadAsync(CancellationToken cancellation) =>
        new(await ConnectAsync(cancellation), null);

    /// <summary>Opens a connection and begins a transaction that may write.</summary>
    internal async Task<SqlSession> WriteAsync(CancellationToken cancellation)
    {
        DbConnection connection = await ConnectAsync(cancellation);
        try
        {
            return new SqlSession(connection, await connection.BeginTransactionAsync(cancellation));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private protected abstract Task<DbConnection> ConnectAsync(CancellationToken cancellation);
}
