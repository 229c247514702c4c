namespace Triage.Storage.Replication;

/// <summary>Follows the numbered changes of a Redis, whether it is there or not.</summary>
/// <remarks>
/// Connect, then on every wake and once a second subscribe if need be, push what is newer here and pull what is newer
/// there. Whatever fails drops the connection and begins anew, which polls at once.
/// </remarks>
/// <param name="follower">What is followed.</param>
/// <param name="time">The clock.</param>
internal sealed class ChangeLoop<TSession>(IChangeFollower<TSession> follower, TimeProvider time) : IDisposable
    where TSession : IChangeSession
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _wake = new(0, 1);
    private bool _isDown;
    private bool _hears = true;

    /// <summary>Follows until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await using TSession session = await follower.OpenAsync(cancellation);
                await FollowAsync(session, cancellation);
            }
            catch (Exception e) when (RedisConnection.IsOutage(e))
            {
                if (!cancellation.IsCancellationRequested)
                {
                    follower.Lose(e, isNew: !_isDown);
                    _isDown = true;
                }
            }

            await Task.Delay(RetryAfter, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Has the next turn begin at once.</summary>
    public void Wake()
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

    public void Dispose() => _wake.Dispose();

    private async Task FollowAsync(TSession session, CancellationToken cancellation)
    {
        string? epoch = null;
        long seen = 0;
        bool isFirst = true;
        while (true)
        {
            // First: what changes after the question is told by a message.
            bool hears = await session.ListenAsync(cancellation);
            if (hears != _hears)
            {
                _hears = hears;
                follower.Hear(hears);
            }

            await follower.PushAsync(session, cancellation);
            (string? nowEpoch, long count) = await session.GetLogAsync(cancellation);
            if (isFirst || nowEpoch != epoch)
            {
                (isFirst, epoch, seen) = (false, nowEpoch, 0);
                follower.Resend();
                Wake();
            }

            if (count > seen)
            {
                await follower.PullAsync(session, seen, cancellation);
                seen = count;
            }

            follower.Confirm(isBack: _isDown, isEmpty: nowEpoch is null);
            _isDown = false;
            await _wake.WaitAsync(Interval, cancellation);
        }
    }
}
