namespace Triage.Cli.Worker;

/// <summary>The service cannot decide now: the same call is worth repeating.</summary>
/// <param name="reason">What it, or the network, said.</param>
/// <param name="retryAfter">When to repeat it.</param>
internal sealed class ServiceAwayException(string reason, TimeSpan retryAfter) : Exception(reason)
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}
