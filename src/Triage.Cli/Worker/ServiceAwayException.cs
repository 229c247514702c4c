namespace Triage.Cli.Worker;

/// <summary>The service cannot decide now: the same call is worth repeating.</summary>
/// <param name="cause">Its HTTP status, a stable code of it, or what the network did: no words of a caller.</param>
/// <param name="retryAfter">When to repeat it.</param>
/// <param name="mayBeOfQuery">Whether it may be one query of the call that the service fails at.</param>
internal sealed class ServiceAwayException(string cause, TimeSpan retryAfter, bool mayBeOfQuery = false)
    : Exception(cause)
{
    private const int MaxSeconds = 60;

    /// <summary>Gets when to repeat the call: at most a minute, whatever was asked for.</summary>
    public TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(Math.Clamp(retryAfter.TotalSeconds, 0, MaxSeconds));

    public bool MayBeOfQuery => mayBeOfQuery;
}
