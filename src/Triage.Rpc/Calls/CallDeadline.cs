namespace Triage.Rpc.Calls;

/// <summary>The deadline of a call: its instant, and a token that is armed only when somebody waits.</summary>
/// <param name="time">Source of time.</param>
/// <param name="timeout">What is left, at least 0.</param>
internal sealed class CallDeadline(TimeProvider time, TimeSpan timeout) : IDisposable
{
    // A service method may ask for the token from several tasks at once.
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private CancellationTokenSource? _source;
    private CancellationTokenRegistration _registration;

    /// <summary>The instant, UTC.</summary>
    public DateTime Instant { get; } = time.GetUtcNow().UtcDateTime + timeout;

    /// <summary>Whether time is up, or the token was cancelled: a timer may run a little early.</summary>
    public bool IsOver => time.GetElapsedTime(_start) >= timeout || _source is { IsCancellationRequested: true };

    /// <summary>Cancelled at the deadline, or when <paramref name="aborted"/> is.</summary>
    public CancellationToken Arm(CancellationToken aborted)
    {
        lock (_lock)
        {
            if (_source is null)
            {
                TimeSpan left = timeout - time.GetElapsedTime(_start);
                _source = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
                _registration = aborted.UnsafeRegister(
                    static source => ((CancellationTokenSource)source!).Cancel(), _source);
            }

            return _source.Token;
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        _source?.Dispose();
    }
}
