using Microsoft.Extensions.Options;

namespace Triage.Server.Access;

/// <summary>Whether the service has more to do than it can: then calls are refused before they cost much.</summary>
/// <remarks>
/// A short task stands in line for a processor like every call, time and again. When it waits too long for a whole
/// second, there is a line that does not get shorter: each call that is refused then shortens it, and those that are
/// admitted do not wait much longer than the line may be. One pause, such as a collection of garbage, is no line. For a
/// while after that a tenth of the time is enough, or a service at its limit would stand in line nine seconds of ten.
/// </remarks>
internal sealed class Overload : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Standing = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StandingAgain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _limit;
    private readonly int _places;
    private readonly TimeProvider _time;
    private long _lastShort;
    private long? _lastOver;
    private bool _isOver;
    private int _taken;

    public Overload(IOptions<LimitOptions> options, TimeProvider time)
    {
        _limit = options.Value.QueueDelay;
        _places = options.Value.ServerConcurrency;
        _time = time;
        _lastShort = time.GetTimestamp();
    }

    /// <summary>Gets whether calls are refused. Allocates 0 B.</summary>
    public bool IsOver => Volatile.Read(ref _isOver);

    /// <summary>Gets whether calls must be counted while they are under way.</summary>
    public bool BoundsConcurrency => _places > 0;

    /// <summary>Takes the place of a call, to be given back by <see cref="Leave"/>. Allocates 0 B.</summary>
    /// <returns><see langword="false"/> when none is left.</returns>
    /// <remarks>PERF: a count where a lease of a limiter would be an object for each call.</remarks>
    public bool TryEnter()
    {
        if (_places == 0 || Interlocked.Increment(ref _taken) <= _places)
        {
            return true;
        }

        Interlocked.Decrement(ref _taken);
        return false;
    }

    /// <summary>Gives the place of a call back.</summary>
    public void Leave()
    {
        if (_places > 0)
        {
            Interlocked.Decrement(ref _taken);
        }
    }

    /// <summary>Notes how long work stands in line.</summary>
    internal void Observe(TimeSpan waited)
    {
        if (waited <= _limit)
        {
            _lastShort = _time.GetTimestamp();
        }

        bool wasOver = _lastOver is long last && _time.GetElapsedTime(last) < Memory;
        bool isOver = _time.GetElapsedTime(_lastShort) >= (wasOver ? StandingAgain : Standing);
        if (isOver)
        {
            _lastOver = _time.GetTimestamp();
        }

        Volatile.Write(ref _isOver, isOver);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _limit == TimeSpan.Zero ? Task.CompletedTask : WatchAsync(stoppingToken);

    private async Task WatchAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            long asked = _time.GetTimestamp();
            await Task.Yield();
            Observe(_time.GetElapsedTime(asked));
        }
    }
}
