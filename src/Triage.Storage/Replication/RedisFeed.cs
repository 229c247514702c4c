using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Triage.Storage.Keys;
using Triage.Storage.Policies;

namespace Triage.Storage.Replication;

/// <summary>Brings what is published from Redis to the replica, and to Redis what it lacks; passes on the news of keys.</summary>
/// <remarks>
/// A message brings what was published. One loop makes up for messages that did not come: connect, subscribe, then on
/// every local change and once a second push what is newer here, pull what is newer there. Whatever fails drops the
/// connection and begins anew, which polls at once.
/// </remarks>
public sealed partial class RedisFeed : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    private readonly string _connectionString;
    private readonly IPolicySink _replica;
    private readonly KeyNews _keys;
    private readonly SourceHealth _health;
    private readonly TimeProvider _time;
    private readonly ILogger<RedisFeed> _logger;

    /// <summary>What Redis may lack, with the revision that it should have.</summary>
    private readonly ConcurrentDictionary<PolicyKey, long> _pending = new();

    /// <summary>News of API keys that the other replicas have still to be told.</summary>
    private readonly ConcurrentQueue<string> _news = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private bool _isDown;

    public RedisFeed(
        string connectionString, IPolicySink replica, KeyNews keys, SourceHealth health, TimeProvider time, ILogger<RedisFeed> logger)
    {
        _connectionString = connectionString;
        _replica = replica;
        _keys = keys;
        _health = health;
        _time = time;
        _logger = logger;
        replica.Replaced += OnReplaced;
        keys.Told += OnKeysTold;
    }

    /// <summary>Gets whether a text names at least one server, as StackExchange.Redis reads it.</summary>
    public static bool IsConnectionString(string text)
    {
        try
        {
            return ConfigurationOptions.Parse(text).EndPoints.Count > 0;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return false;
        }
    }

    /// <summary>Follows Redis until cancelled, whether it is there or not.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await using RedisSession session = await RedisSession.OpenAsync(
                    _connectionString, Take, _keys.Hear, cancellation);
                await FollowAsync(session, cancellation);
            }
            catch (Exception e) when (RedisSession.IsOutage(e))
            {
                if (!_isDown && !cancellation.IsCancellationRequested)
                {
                    _isDown = true;
                    Log.Down(_logger, e.Message);
                }
            }

            await Task.Delay(RetryAfter, _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        _replica.Replaced -= OnReplaced;
        _keys.Told -= OnKeysTold;
        _wake.Dispose();
    }

    private async Task FollowAsync(RedisSession session, CancellationToken cancellation)
    {
        string? epoch = null;
        long seen = 0;
        bool isFirst = true;
        while (true)
        {
            await TellOfKeysAsync(session, cancellation);
            await PushAsync(session, cancellation);
            (string? nowEpoch, long count) = await session.GetLogAsync(cancellation);
            if (isFirst || nowEpoch != epoch)
            {
                // Another Redis, or one that lost its data: compare everything, both ways.
                (isFirst, epoch, seen) = (false, nowEpoch, 0);
                foreach (PolicyEnvelope envelope in _replica.All)
                {
                    _pending[envelope.Key] = envelope.Revision;
                }

                Wake();
            }

            if (count > seen)
            {
                await PullAsync(session, seen, cancellation);
                seen = count;
            }

            _health.Confirm(PolicySource.Redis);
            if (_isDown)
            {
                _isDown = false;
                Log.Back(_logger);
            }

            await _wake.WaitAsync(Interval, cancellation);
        }
    }

    private async Task PullAsync(RedisSession session, long after, CancellationToken cancellation)
    {
        foreach (byte[] bytes in await session.GetChangedAsync(after, cancellation))
        {
            Take(bytes);
        }
    }

    private void Take(byte[] bytes)
    {
        try
        {
            _replica.Offer(PolicyEnvelope.Of(bytes), PolicySource.Redis);
        }
        catch (InvalidDataException e)
        {
            Log.Damaged(_logger, e);
        }
    }

    private async Task PushAsync(RedisSession session, CancellationToken cancellation)
    {
        try
        {
            foreach (KeyValuePair<PolicyKey, long> pending in _pending)
            {
                if (_replica.TryGet(pending.Key, out PolicyEnvelope? envelope))
                {
                    await session.SetIfNewerAsync(envelope, cancellation);
                }

                _pending.TryRemove(pending);
            }
        }
        catch (RedisServerException e)
        {
            // A full or read-only Redis still answers questions; the others hear of the change from the database.
            Log.NotPushed(_logger, e);
        }
    }

    private async Task TellOfKeysAsync(RedisSession session, CancellationToken cancellation)
    {
        while (_news.TryPeek(out string? message))
        {
            await session.TellOfKeysAsync(message, cancellation);
            _news.TryDequeue(out _);
        }
    }

    private void OnKeysTold(object? sender, KeyNewsEventArgs news)
    {
        _news.Enqueue(news.Message);
        Wake();
    }

    private void OnReplaced(object? sender, PolicyReplacedEventArgs replaced)
    {
        if (replaced.Source != PolicySource.Redis)
        {
            _pending[replaced.Envelope.Key] = replaced.Envelope.Revision;
            Wake();
        }
    }

    private void Wake()
    {
        try
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Somebody else woke it, or it has ended.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2031, LogLevel.Warning, "Redis does not answer ({Reason}); decisions go on from memory.", EventName = nameof(Down))]
        public static partial void Down(ILogger logger, string reason);

        [LoggerMessage(2032, LogLevel.Information, "Redis answers again.", EventName = nameof(Back))]
        public static partial void Back(ILogger logger);

        [LoggerMessage(2033, LogLevel.Warning, "Redis refused a policy; it is offered again.", EventName = nameof(NotPushed))]
        public static partial void NotPushed(ILogger logger, Exception e);

        [LoggerMessage(2034, LogLevel.Error, "Redis holds a damaged policy; it is ignored.", EventName = nameof(Damaged))]
        public static partial void Damaged(ILogger logger, Exception e);
    }
}
