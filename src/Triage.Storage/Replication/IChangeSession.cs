namespace Triage.Storage.Replication;

/// <summary>A connection to a Redis that numbers the changes it holds.</summary>
internal interface IChangeSession : IAsyncDisposable
{
    /// <summary>Gets which data Redis holds and the number of the newest change;
    /// null and 0 when it holds none.</summary>
    Task<(string? Epoch, long Count)> GetLogAsync(CancellationToken cancellation);
}
