using StackExchange.Redis;

namespace Triage.Storage.Replication;

/// <summary>The channels that one connection listens to, subscribed again after the server closed or refused
/// them.</summary>
/// <remarks>The client reconnects by itself, but ignores that a server refuses what it then subscribes to: an access
/// list may deny the channels and allow the keys.</remarks>
internal sealed class RedisSubscription
{
    private readonly ISubscriber _subscriber;
    private readonly (RedisChannel Channel, Action<RedisChannel, RedisValue> Take)[] _channels;
    private bool _isLost = true;

    /// <param name="connection">The connection.</param>
    /// <param name="channels">Channels, and what is called with each message on them, on any thread.</param>
    public RedisSubscription(
        ConnectionMultiplexer connection, params (RedisChannel Channel, Action<RedisValue> Take)[] channels)
    {
        _subscriber = connection.GetSubscriber();
        _channels = [.. channels.Select(channel => (channel.Channel, Discard(channel.Take)))];
        connection.ConnectionFailed += (_, failed) =>
        {
            if (failed.ConnectionType == ConnectionType.Subscription)
            {
                Volatile.Write(ref _isLost, true);
            }
        };
    }

    /// <summary>Subscribes again if it must; else asks whether the server still hears this connection.</summary>
    /// <returns><see langword="false"/> while the server refuses any: what changes is then known by asking
    /// only.</returns>
    public async Task<bool> KeepAsync(CancellationToken cancellation)
    {
        // Also before subscribing: what is asked of a connection that is being made again is not always refused aloud.
        await _subscriber.PingAsync().WaitAsync(RedisConnection.Patience, cancellation);
        if (!Volatile.Read(ref _isLost))
        {
            return true;
        }

        // Before the steps: a connection that fails meanwhile is lost again.
        Volatile.Write(ref _isLost, false);
        bool hears = true;
        foreach ((RedisChannel channel, Action<RedisChannel, RedisValue> take) in _channels)
        {
            try
            {
                // The client sends only what is new to it.
                await _subscriber.UnsubscribeAsync(channel).WaitAsync(RedisConnection.Patience, cancellation);
                await _subscriber.SubscribeAsync(channel, take).WaitAsync(RedisConnection.Patience, cancellation);
            }
            catch (RedisServerException)
            {
                Volatile.Write(ref _isLost, true);
                hears = false;
            }
        }

        return hears;
    }

    private static Action<RedisChannel, RedisValue> Discard(Action<RedisValue> take) => (_, message) => take(message);
}
