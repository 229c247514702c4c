namespace Triage.Storage.Tests.Support;

/// <summary>A Redis server and a replica of it.</summary>
internal sealed class RedisPair : IDisposable
{
    private RedisServer _primary = new();
    private RedisServer _replica = new();

    /// <summary>Gets a connection string that names both.</summary>
    public string ConnectionString => $"{_primary.ConnectionString},{_replica.ConnectionString}";

    /// <summary>Gets the server that takes writes.</summary>
    public RedisServer Primary => _primary;

    public async Task StartAsync()
    {
        await _primary.StartAsync();
        await _replica.StartAsync();
        await _replica.ReplicateAsync(_primary);
    }

    /// <summary>Kills the server that takes writes, lets the replica take its place, and makes what was killed its
    /// replica.</summary>
    public async Task FailOverAsync(TimeSpan away)
    {
        await _primary.KillAsync();
        await Task.Delay(away);
        (_primary, _replica) = (_replica, _primary);
        await _primary.ReplicateAsync(primary: null);
        await _replica.StartAsync();
        await _replica.ReplicateAsync(_primary);
    }

    public void Dispose()
    {
        _primary.Dispose();
        _replica.Dispose();
    }
}
