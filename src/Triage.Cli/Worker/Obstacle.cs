namespace Triage.Cli.Worker;

/// <summary>What a worker waits for before it can go on.</summary>
internal enum Obstacle
{
    Redis,
    Service,

    /// <summary>Those who read its answers: too many are unread.</summary>
    Readers,
}
