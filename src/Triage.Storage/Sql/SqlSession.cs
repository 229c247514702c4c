using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Triage.Storage.Sql;

/// <summary>A connection, and the transaction on it when it writes; what is not committed is undone.</summary>
internal sealed class SqlSession(DbConnection connection, DbTransaction? transaction) : IAsyncDisposable
{
    private readonly List<(string Sql, (string Name, object? Value)[] Parameters)> _deferred = [];

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

    /// <summary>Keeps a statement until the commit: all that were kept go to the database together, in order.</summary>
    public void Defer(string sql, params (string Name, object? Value)[] parameters) => _deferred.Add((sql, parameters));

    /// <summary>Runs what was deferred and commits.</summary>
    public async Task CommitAsync(CancellationToken cancellation)
    {
        if (connection.CanCreateBatch && _deferred.Count > 0)
        {
            await using DbBatch batch = Batch();
            await batch.ExecuteNonQueryAsync(cancellation);
        }
        else
        {
            foreach ((string sql, (string Name, object? Value)[] parameters) in _deferred)
            {
                await ExecuteAsync(sql, cancellation, parameters);
            }
        }

        await transaction!.CommitAsync(cancellation);
    }

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
        Add(command.Parameters, command.CreateParameter, parameters);
        return command;
    }

    [SuppressMessage("Security", "CA2100", Justification = "Every statement is a constant.")]
    private DbBatch Batch()
    {
        DbBatch batch = connection.CreateBatch();
        batch.Transaction = transaction;
        foreach ((string sql, (string Name, object? Value)[] parameters) in _deferred)
        {
            DbBatchCommand command = batch.CreateBatchCommand();
            command.CommandText = sql;
            Add(command.Parameters, command.CreateParameter, parameters);
            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    private static void Add(
        DbParameterCollection target, Func<DbParameter> create, (string Name, object? Value)[] parameters)
    {
        foreach ((string name, object? value) in parameters)
        {
            DbParameter parameter = create();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            target.Add(parameter);
        }
    }
}
