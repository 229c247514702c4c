using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Triage.Storage.Replication;

namespace Triage.Storage.Live;

/// <summary>Shares reports with the other replicas over Redis.</summary>
/// <remarks>
/// One loop, as in <see cref="RedisFeed"/>: connect, subscribe, then on every message, on every report and once a
/// second: push what was reported here, pull what was reported elsewhere. While Redis is away, reports count on this
/// replica alone and wait.
/// </remarks>
public sealed partial class StatusFeed : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    private readonly string _connectionString;
    private readonly IStatusSink _board;
    private readonly StatusLink _link;
    private readonly TimeProvider _time;
    private readonly ILogger<StatusFeed> _logger;

    /// <summary>What Redis may lack, by its name.</summary>
    private readonly ConcurrentDictionary<string, TenantReport> _pending = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private bool _isDown;

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
        board.Reported += OnReported;
    }

    /// <summary>Follows Redis until cancelled, whether it is there or not.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await using StatusSession session =
                    await StatusSession.OpenAsync(_connectionString, Wake, cancellation);
                await FollowAsync(session, cancellation);
            }
            catch (Exception e) when (RedisSession.IsOutage(e))
            {
                _link.Set(isUp: false);
                if (!_isDown && !cancellation.IsCancellationRequested)
                {
                    _isDown = true;
                    Log.Down(_logger, e);
                }
            }

            await Task.Delay(RetryAfter, _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        _board.Reported -= OnReported;
        _wake.Dispose();
    }

    private async Task FollowAsync(StatusSession session, CancellationToken cancellation)
    {
        string? epoch = null;
        long seen = 0;
        bool isFirst = true;
        while (true)
        {
            await PushAsync(session, cancellation);
            (string? nowEpoch, long count) = await session.GetLogAsync(cancellation);
            if (isFirst || nowEpoch != epoch)
            {
                // Another Redis, or one that lost its data: compare everything, both ways.
                (isFirst, epoch, seen) = (false, nowEpoch, 0);
                foreach (TenantReport report in _board.All)
                {
                    _pending.TryAdd(StatusRecord.NameOf(report), report);
                }

                Wake();
            }

            if (count > seen)
            {
                await PullAsync(session, seen, cancellation);
                seen = count;
            }

            _link.Set(isUp: true);
            if (_isDown)
            {
                _isDown = false;
                Log.Back(_logger);
            }

            await _wake.WaitAsync(Interval, cancellation);
        }
    }

    private async Task PullAsync(StatusSession session, long after, CancellationToken cancellation)
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

    private async Task PushAsync(StatusSession session, CancellationToken cancellation)
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

        Wake();
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
    }
}
