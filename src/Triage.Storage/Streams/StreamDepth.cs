namespace Triage.Storage.Streams;

/// <summary>How many entries the streams of a worker hold.</summary>
/// <param name="Waiting">Queries that are not answered.</param>
/// <param name="Pending">Those of them that a worker was given.</param>
/// <param name="Unread">Answers that wait for their readers: the longer of decisions and poison.</param>
public sealed record StreamDepth(long Waiting, long Pending, long Unread);
