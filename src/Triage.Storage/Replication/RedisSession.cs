using System.Globalization;
using StackExchange.Redis;

namespace Triage.Storage.Replication;

/// <summary>One connection to Redis. Every step is bounded:
/// the client may wait for ever for a server that was stopped.</summary>
internal sealed class RedisSession : IChangeSession
{
    private const int ChunkSize = 256;

    private static readonly TimeSpan Patience = RedisConnection.Patience;

    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private readonly RedisSubscription _subscription;

    private RedisSession(ConnectionMultiplexer connection, Action<byte[]> onPublished, Action<string> onKeys)
    {
        _connection = connection;
        _database = connection.GetDatabase();
        _subscription = new RedisSubscription(
            connection,
            (RedisKeys.Channel, bytes => onPublished(bytes!)),
            (RedisKeys.KeysChannel, message => onKeys((string?)message ?? "")));
    }

    /// <summary>Connects; messages come after <see cref="ListenAsync"/>.</summary>
    /// <param name="connectionString">As StackExchange.Redis reads it.</param>
    /// <param name="onPublished">Called with the bytes of what was published, on any thread.</param>
    /// <param name="onKeys">Called with each message about API keys.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<RedisSession> OpenAsync(
        string connectionString, Action<byte[]> onPublished, Action<string> onKeys, CancellationToken cancellation) =>
        new(await RedisConnection.OpenAsync(connectionString, cancellation), onPublished, onKeys);

    public Task<bool> ListenAsync(CancellationToken cancellation) => _subscription.KeepAsync(cancellation);

    public Task<(string? Epoch, long Count)> GetLogAsync(CancellationToken cancellation) =>
        RedisConnection.GetLogAsync(_database, RedisKeys.Log, cancellation);

    /// <summary>Gets the envelopes of what changed after a number.</summary>
    public async Task<List<byte[]>> GetChangedAsync(long after, CancellationToken cancellation)
    {
        RedisValue[] names = await _database
            .SortedSetRangeByScoreAsync(RedisKeys.Changes, after, exclude: Exclude.Start)
            .WaitAsync(Patience, cancellation);
        List<byte[]> found = new(names.Length);
        foreach (RedisValue[] chunk in names.Chunk(ChunkSize))
        {
            RedisValue[] values = await Task
                .WhenAll(chunk.Select(name => _database.HashGetAsync(RedisKeys.Policy(name!), "policy")))
                .WaitAsync(Patience, cancellation);
            found.AddRange(values.Where(value => !value.IsNull).Select(value => (byte[])value!));
        }

        return found;
    }

    /// <summary>Sets a policy unless Redis holds it or a newer one; then tells every replica.</summary>
    public Task SetIfNewerAsync(PolicyEnvelope envelope, CancellationToken cancellation)
    {
        string name = RedisKeys.Name(envelope.Key);
        return _database.ScriptEvaluateAsync(
            RedisKeys.SetIfNewer,
            [RedisKeys.Policy(name), RedisKeys.Changes, RedisKeys.Log],
            [
                envelope.Revision.ToString(CultureInfo.InvariantCulture),
                envelope.Bytes,
                name,
                Guid.NewGuid().ToString("N"),
                RedisKeys.Channel,
            ]).WaitAsync(Patience, cancellation);
    }

    /// <summary>Tells every replica of a change of API keys.</summary>
    public Task TellOfKeysAsync(string message, CancellationToken cancellation) =>
        _database.PublishAsync(RedisKeys.KeysChannel, message).WaitAsync(Patience, cancellation);

    public ValueTask DisposeAsync()
    {
        RedisConnection.Close(_connection);
        return ValueTask.CompletedTask;
    }
}
