using System.Globalization;
using StackExchange.Redis;

namespace Triage.Storage.Replication;

/// <summary>One connection to Redis. Every step is bounded:
/// the client may wait for ever for a server that was stopped.</summary>
internal sealed class RedisSession(ConnectionMultiplexer connection) : IChangeSession
{
    private const int ChunkSize = 256;

    private static readonly TimeSpan Patience = RedisConnection.Patience;

    private readonly IDatabase _database = connection.GetDatabase();

    /// <summary>Connects and subscribes.</summary>
    /// <param name="connectionString">As StackExchange.Redis reads it.</param>
    /// <param name="onPublished">Called with the bytes of what was published, on any thread.</param>
    /// <param name="onKeys">Called with each message about API keys.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<RedisSession> OpenAsync(
        string connectionString, Action<byte[]> onPublished, Action<string> onKeys, CancellationToken cancellation)
    {
        ConnectionMultiplexer connection = await RedisConnection.OpenAsync(connectionString, cancellation);
        RedisSession session = new(connection);
        try
        {
            ISubscriber subscriber = connection.GetSubscriber();
            await subscriber.SubscribeAsync(RedisKeys.Channel, (_, bytes) => onPublished(bytes!))
                .WaitAsync(Patience, cancellation);
            await subscriber.SubscribeAsync(RedisKeys.KeysChannel, (_, message) => onKeys((string?)message ?? ""))
                .WaitAsync(Patience, cancellation);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

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
        RedisConnection.Close(connection);
        return ValueTask.CompletedTask;
    }
}
