using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Triage.Storage.Replication;

namespace Triage.Storage.Live;

/// <summary>Shares reports with the other replicas over Redis.</summary>
/// <remarks>
/// <see cref="ChangeLoop{TSession}"/>, woken by every message and every report. While Redis is away, reports count on
/// this replica alone and wait.
/// </remarks>
public sealed partial class StatusFeed : IDisposable, IChangeFollower<StatusSession>
{
    /// <summary>The others ask once a second, and connect again four times a second.</summary>
    private static readonly TimeSpan FillingTime = TimeSpan.FromSeconds(3);

    private readonly string _connectionString;
    private readonly IStatusSink _board;
    private readonly StatusLink _link;
    private readonly TimeProvider _time;
    private readonly ILogger<StatusFeed> _logger;

    /// <summary>What Redis may lack, by its name.</summary>
    private readonly ConcurrentDictionary<string, TenantReport> _pending = new(StringComparer.Ordinal);
    private readonly ChangeLoop<StatusSession> _loop;
    private long? _emptySince;

    /// <param name="connectionString">Redis, as StackExchange.Redis reads it.</param>
    /// <param name="board">The reports of this replica.</param>
    /// <param name="link">Told whether Redis answers.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of outages.</param>
    public StatusFeed(
        string connectionString, IStatusSink board, StatusLink link, TimeProvider time, ILogger<StatusFeed> logger)
    {
        _connectionString = connectionString;
        _board = board;
        _link = link;
        _time = time;
        _logger = logger;
        _loop = new ChangeLoop<StatusSession>(this, time);
        board.Reported += OnReported;
    }

    /// <summary>Follows Redis until cancelled, whether it is there or not.</summary>
    public Task RunAsync(CancellationToken cancellation) => _loop.RunAsync(cancellation);

    public void Dispose()
    {
        _board.Reported -= OnReported;
        _loop.Dispose();
    }

    Task<StatusSession> IChangeFollower<StatusSession>.OpenAsync(CancellationToken cancellation) =>
        StatusSession.OpenAsync(_connectionString, _loop.Wake, cancellation);

    void IChangeFollower<StatusSession>.Resend()
    {
        foreach (TenantReport report in _board.All)
        {
            _pending.TryAdd(StatusRecord.NameOf(report), report);
        }
    }

    void IChangeFollower<StatusSession>.Confirm(bool isBack, bool isEmpty)
    {
        // An empty Redis is believed once those that hold reports had the time to fill it.
        _emptySince = isEmpty ? _emptySince ?? _time.GetTimestamp() : null;
        _link.Set(isUp: _emptySince is not long since || _time.GetElapsedTime(since) >= FillingTime);
        if (isBack)
        {
            Log.Back(_logger);
        }
    }

    void IChangeFollower<StatusSession>.Hear(bool hears)
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

    void IChangeFollower<StatusSession>.Lose(Exception e, bool isNew)
    {
        _emptySince = null;
        _link.Set(isUp: false);
        if (isNew)
        {
            Log.Down(_logger, e);
        }
    }

    async Task IChangeFollower<StatusSession>.PullAsync(
        StatusSession session, long after, CancellationToken cancellation)
    {
        foreach ((string name, byte[] bytes) in await session.GetChangedAsync(after, cancellation))
        {
            try
            {
                _board.Offer(StatusRecord.Read(name, bytes));
            }
            catch (InvalidDataException e)
            {
                Log.Damaged(_logger, e);
            }
        }
    }

    async Task IChangeFollower<StatusSession>.PushAsync(StatusSession session, CancellationToken cancellation)
    {
        try
        {
            foreach (KeyValuePair<string, TenantReport> pending in _pending)
            {
                if (pending.Value.Report.Until > _time.GetUtcNow())
                {
                    await session.SetIfLaterAsync(pending.Value, cancellation);
                }

                _pending.TryRemove(pending);
            }
        }
        catch (RedisServerException e)
        {
            // A full or read-only Redis still answers questions; what it refused is offered again.
            Log.NotPushed(_logger, e);
        }
    }

    private void OnReported(object? sender, StatusReportedEventArgs reported)
    {
        foreach (TenantReport report in reported.Reports)
        {
            _pending[StatusRecord.NameOf(report)] = report;
        }

        _loop.Wake();
    }

    private static partial class Log
    {
        [LoggerMessage(2041, LogLevel.Warning,
            "Redis does not answer; channels' reports of other replicas are not known.",
            EventName = nameof(Down))]
        public static partial void Down(ILogger logger, Exception e);

        [LoggerMessage(2042, LogLevel.Information, "Redis answers again; channels' reports are shared.",
            EventName = nameof(Back))]
        public static partial void Back(ILogger logger);

        [LoggerMessage(2043, LogLevel.Warning, "Redis refused a channel's report; it is offered again.",
            EventName = nameof(NotPushed))]
        public static partial void NotPushed(ILogger logger, Exception e);

        [LoggerMessage(2044, LogLevel.Error, "Redis holds a damaged report of a channel; it is ignored.",
            EventName = nameof(Damaged))]
        public static partial void Damaged(ILogger logger, Exception e);

        [LoggerMessage(2045, LogLevel.Warning,
            "Redis refuses the messages about channels' reports; changes are found by asking once a second.",
            EventName = nameof(NotHeard))]
        public static partial void NotHeard(ILogger logger);

        [LoggerMessage(2046, LogLevel.Information, "Redis tells of channels' reports again.",
            EventName = nameof(HeardAgain))]
        public static partial void HeardAgain(ILogger logger);
    }
}
