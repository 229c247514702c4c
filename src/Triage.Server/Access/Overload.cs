using Microsoft.Extensions.Options;

namespace Triage.Server.Access;

/// <summary>Whether the service has more to do than it can: then calls are refused before they cost much.</summary>
/// <remarks>
/// A probe stands in line for a processor like every call, and a thread of its own looks how long: whether the line is
/// too long is known while the probe still stands in it. When it is for a while, the line does not get shorter by
/// itself: each call that is refused then shortens it, and those that are admitted do not wait much longer than they
/// may. One pause, such as a collection of garbage, is no line. After a line was seen, the next counts at once.
/// Source: controlled delay, K. Nichols and V. Jacobson, RFC 8289, which drops what has waited too long whenever the
/// least wait of an interval exceeds a target.
/// </remarks>
internal sealed class Overload : IThreadPoolWorkItem, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Standing = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(2);

    private readonly TimeSpan _limit;
    private readonly int _places;
    private readonly TimeProvider _time;
    private readonly ManualResetEventSlim _ended = new();
    private long _lastShort;
    private long? _lastOver;
    private long _asked;
    private long _waited;
    private bool _isAsked;
    private Thread? _watch;
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

    /// <summary>Begins to look. Before that, while code is compiled, work waits without there being too much of it.
    /// </summary>
    public void Start()
    {
        if (_limit > TimeSpan.Zero)
        {
            // A timer's callback would stand in the line that it measures.
            _watch = new Thread(Watch) { IsBackground = true, Name = nameof(Overload) };
            _watch.Start();
        }
    }

    public void Dispose()
    {
        _ended.Set();
        _watch?.Join();
        _ended.Dispose();
    }

    /// <summary>The probe: has come to the head of the line.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        _waited = _time.GetTimestamp() - _asked;
        Volatile.Write(ref _isAsked, false);
    }

    /// <summary>Notes how long work stands in line.</summary>
    internal void Observe(TimeSpan waited)
    {
        long now = _time.GetTimestamp();
        bool isShort = waited <= _limit;
        if (isShort)
        {
            _lastShort = now;
        }

        bool wasOver = _lastOver is long last && _time.GetElapsedTime(last, now) < Memory;
        bool isOver = !isShort && (wasOver || _time.GetElapsedTime(_lastShort, now) >= Standing);
        if (isOver)
        {
            _lastOver = now;
        }

        Volatile.Write(ref _isOver, isOver);
    }

    private void Watch()
    {
        while (!_ended.Wait(Interval))
        {
            bool isAsked = Volatile.Read(ref _isAsked);
            long now = _time.GetTimestamp();
            Observe(_time.GetElapsedTime(0, Math.Max(_waited, isAsked ? now - _asked : 0)));
            if (!isAsked)
            {
                _asked = now;
                Volatile.Write(ref _isAsked, true);
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }
    }
}
