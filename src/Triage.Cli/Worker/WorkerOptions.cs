namespace Triage.Cli.Worker;

/// <summary>How a worker works.</summary>
/// <param name="Redis">As StackExchange.Redis reads it.</param>
/// <param name="Stream">What the keys begin with.</param>
/// <param name="Batch">Messages at a time, 1 to 1,000.</param>
/// <param name="MaxUnread">
/// Answers that may wait for their readers; above, the worker waits. Each worker may add one batch.
/// </param>
/// <param name="TakeOverAfter">Silence of a worker after which its messages are another's.</param>
/// <param name="Remember">For how long an id is not decided again.</param>
internal sealed record WorkerOptions(
    string Redis, string Stream, int Batch, int MaxUnread, TimeSpan TakeOverAfter, TimeSpan Remember);
