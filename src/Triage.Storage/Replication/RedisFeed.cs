using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Triage.Storage.Keys;
using Triage.Storage.Policies;

namespace Triage.Storage.Replication;

/// <summary>Brings what is published from Redis to the replica, and to Redis what it lacks;
/// passes on the news of keys.</summary>
/// <remarks>
/// A message brings what was published. <see cref="ChangeLoop{TSession}"/>, woken by every local change, makes up for
/// messages that did not come.
/// </remarks>
public sealed partial class RedisFeed : IDisposable, IChangeFollower<RedisSession>
{
    private readonly string _connectionString;
    private readonly IPolicySink _replica;
    private readonly KeyNews _keys;
    private readonly SourceHealth _health;
    private readonly ILogger<RedisFeed> _logger;

    /// <summary>What Redis may lack, with the revision that it should have.</summary>
    private readonly ConcurrentDictionary<PolicyKey, long> _pending = new();

    /// <summary>News of API keys that the other replicas have still to be told.</summary>
    private readonly ConcurrentQueue<string> _news = new();
    private readonly ChangeLoop<RedisSession> _loop;
    private bool _isRefused;

    public RedisFeed(
        string connectionString,
        IPolicySink replica,
        KeyNews keys,
        SourceHealth health,
        TimeProvider time,
        ILogger<RedisFeed> logger)
    {
        _connectionString = connectionString;
        _replica = replica;
        _keys = keys;
        _health = health;
        _logger = logger;
        _loop = new ChangeLoop<RedisSession>(this, time);
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
    public Task RunAsync(CancellationToken cancellation) => _loop.RunAsync(cancellation);

    public void Dispose()
    {
        _replica.Replaced -= OnReplaced;
        _keys.Told -= OnKeysTold;
        _loop.Dispose();
    }

    Task<RedisSession> IChangeFollower<RedisSession>.OpenAsync(CancellationToken cancellation) =>
        RedisSession.OpenAsync(_connectionString, Take, _keys.Hear, cancellation);

    void IChangeFollower<RedisSession>.Resend()
    {
        foreach (PolicyEnvelope envelope in _replica.All)
        {
            _pending[envelope.Key] = envelope.Revision;
        }
    }

    void IChangeFollower<RedisSession>.Confirm(bool isBack, bool isEmpty)
    {
        if (isEmpty)
        {
            _health.NoteAnswer(PolicySource.Redis);
        }
        else
        {
            _health.Confirm(PolicySource.Redis);
        }

        if (isBack)
        {
            Log.Back(_logger);
        }
    }

    void IChangeFollower<RedisSession>.Hear(bool hears)
    {
        if (hears)
        {
            Log.HeardAgain(_logger);
        }
        else
        {
            Log.NotHeard(_logger);
        }
    }

    void IChangeFollower<RedisSession>.Lose(Exception e, bool isNew)
    {
        if (isNew)
        {
            Log.Down(_logger, e.Message);
        }
    }

    async Task IChangeFollower<RedisSession>.PullAsync(RedisSession session, long after, CancellationToken cancellation)
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

    async Task IChangeFollower<RedisSession>.PushAsync(RedisSession session, CancellationToken cancellation)
    {
        // A Redis that is full, or denies its channels, refuses one and takes the other.
        bool isTaken = await TakesAsync(() => TellOfKeysAsync(session, cancellation))
            & await TakesAsync(() => PushPoliciesAsync(session, cancellation));
        _isRefused = !isTaken;
    }

    /// <returns><see langword="false"/> when Redis refuses: it still answers questions, and the others hear of the
    /// change from the database.</returns>
    private async Task<bool> TakesAsync(Func<Task> push)
    {
        try
        {
            await push();
            return true;
        }
        catch (RedisServerException e)
        {
            if (!_isRefused)
            {
                Log.NotPushed(_logger, e.Message);
            }

            return false;
        }
    }

    private async Task PushPoliciesAsync(RedisSession session, CancellationToken cancellation)
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
        _loop.Wake();
    }

    private void OnReplaced(object? sender, PolicyReplacedEventArgs replaced)
    {
        if (replaced.Source != PolicySource.Redis)
        {
            _pending[replaced.Envelope.Key] = replaced.Envelope.Revision;
            _loop.Wake();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            2031,
            LogLevel.Warning,
            "Redis does not answer ({Reason}); decisions go on from memory.",
            EventName = nameof(Down))]
        public static partial void Down(ILogger logger, string reason);

        [LoggerMessage(2032, LogLevel.Information, "Redis answers again.", EventName = nameof(Back))]
        public static partial void Back(ILogger logger);

        [LoggerMessage(
            2033,
            LogLevel.Warning,
            "Redis refused what was published or told of keys ({Reason}); it is offered again until taken.",
            EventName = nameof(NotPushed))]
        public static partial void NotPushed(ILogger logger, string reason);

        [LoggerMessage(
            2034, LogLevel.Error, "Redis holds a damaged policy; it is ignored.", EventName = nameof(Damaged))]
        public static partial void Damaged(ILogger logger, Exception e);

        [LoggerMessage(2035, LogLevel.Warning,
            "Redis refuses the messages about policies and keys; changes are found by asking once a second.",
            EventName = nameof(NotHeard))]
        public static partial void NotHeard(ILogger logger);

        [LoggerMessage(2036, LogLevel.Information, "Redis tells of policies and keys again.",
            EventName = nameof(HeardAgain))]
        public static partial void HeardAgain(ILogger logger);
    }
}
