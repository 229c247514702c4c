namespace Triage.Storage.Replication;

/// <summary>A connection to a Redis that numbers the changes it holds.</summary>
internal interface IChangeSession : IAsyncDisposable
{
    /// <summary>Sees to it that messages come, as <see cref="RedisSubscription.KeepAsync"/> does.</summary>
    /// <returns><see langword="false"/> while the server refuses.</returns>
    Task<bool> ListenAsync(CancellationToken cancellation);

    /// <summary>Gets which data Redis holds and the number of the newest change;
    /// null and 0 when it holds none.</summary>
    Task<(string? Epoch, long Count)> GetLogAsync(CancellationToken cancellation);
}
