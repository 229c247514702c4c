using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Triage.Storage.Sql;

/// <summary>A connection, and the transaction on it when it writes; what is not committed is undone.</summary>
internal sealed class SqlSession(DbConnection connection, DbTransaction? transaction) : IAsyncDisposable
{
    /// <summary>Runs statements.</summary>
    /// <returns>Rows changed.</returns>
    public async Task<int> ExecuteAsync(
        string sql, CancellationToken cancellation, params (string Name, object? Value)[] parameters)
    {
        await using DbCommand command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Reads all rows.</summary>
    public async Task<List<T>> QueryAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        CancellationToken cancellation,
        params (string Name, object? Value)[] parameters)
    {
        await using DbCommand command = Command(sql, parameters);
        await using DbDataReader rows = await command.ExecuteReaderAsync(cancellation);
        List<T> found = [];
        while (await rows.ReadAsync(cancellation))
        {
            found.Add(read(rows));
        }

        return found;
    }

    public Task CommitAsync(CancellationToken cancellation) => transaction!.CommitAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        if (transaction is not null)
        {
            await transaction.DisposeAsync();
        }

        await connection.DisposeAsync();
    }

    [SuppressMessage("Security", "CA2100", Justification = "Every statement is a constant or an embedded migration.")]
    private DbCommand Command(string sql, (string Name, object? Value)[] parameters)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        foreach ((string name, object? value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
