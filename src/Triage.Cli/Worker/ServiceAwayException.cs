namespace Triage.Cli.Worker;

/// <summary>The service cannot decide now: the same call is worth repeating.</summary>
/// <param name="cause">Its HTTP status, a stable code of it, or what the network did: no words of a caller.</param>
/// <param name="retryAfter">When to repeat it.</param>
internal sealed class ServiceAwayException(string cause, TimeSpan retryAfter) : Exception(cause)
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}
