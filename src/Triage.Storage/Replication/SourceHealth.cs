namespace Triage.Storage.Replication;

/// <summary>When each source last confirmed what is published.</summary>
/// <param name="time">The clock.</param>
/// <param name="hasRedis">Whether there is a Redis to ask.</param>
public sealed class SourceHealth(TimeProvider time, bool hasRedis)
{
    /// <summary>Silence of all sources after which policies count as stale.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(5);

    private readonly long _start = time.GetTimestamp();
    private long _sql;
    private long _redis;
    private long _newest;
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _confirmed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets whether some source told what is published: the replica can decide.</summary>
    public bool IsLoaded => _loaded.Task.IsCompleted;

    /// <summary>Gets the task that ends once <see cref="IsLoaded"/>.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>Gets the task that ends once the database or Redis has told what is published.</summary>
    public Task Confirmed => _confirmed.Task;

    /// <summary>Gets whether no source has confirmed for <see cref="StaleAfter"/> that the policies are the newest.
    /// Allocates 0 B.</summary>
    public bool IsStale =>
        time.GetElapsedTime(Math.Max(Volatile.Read(ref _newest), _start)) > StaleAfter;

    /// <summary>Gets the sources that there are to ask.</summary>
    public IReadOnlyList<PolicySource> Sources { get; } =
        hasRedis ? [PolicySource.Sql, PolicySource.Redis] : [PolicySource.Sql];

    /// <summary>Gets for how long a source has been silent; null when it never spoke.</summary>
    public TimeSpan? Silence(PolicySource source)
    {
        long last = Volatile.Read(ref source == PolicySource.Redis ? ref _redis : ref _sql);
        return last == 0 ? null : time.GetElapsedTime(last);
    }

    /// <summary>Notes that a source has just answered, but may not know what is published.</summary>
    public void NoteAnswer(PolicySource source) =>
        Volatile.Write(ref source == PolicySource.Redis ? ref _redis : ref _sql, time.GetTimestamp());

    /// <summary>Notes that a source has just told all that is published.</summary>
    public void Confirm(PolicySource source)
    {
        NoteAnswer(source);
        Volatile.Write(ref _newest, time.GetTimestamp());
        _confirmed.TrySetResult();
        MarkLoaded();
    }

    /// <summary>Notes that policies were read from the file.</summary>
    public void MarkLoaded() => _loaded.TrySetResult();
}
