namespace Triage.Storage.Streams;

/// <summary>How many entries the streams of a worker hold.</summary>
/// <param name="Waiting">Queries that are not answered.</param>
/// <param name="Pending">Those of them that a worker was given.</param>
/// <param name="Decisions">Those that wait for their readers.</param>
/// <param name="Poison">Queries that were set aside and wait for their readers.</param>
public sealed record StreamDepth(long Waiting, long Pending, long Decisions, long Poison)
{
    /// <summary>Gets how many answers wait for their readers, in the longer of their two streams.</summary>
    public long Unread => Math.Max(Decisions, Poison);
}
