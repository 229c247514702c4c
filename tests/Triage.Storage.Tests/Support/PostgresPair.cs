namespace Triage.Storage.Tests.Support;

/// <summary>A PostgreSQL server and a standby that has each write before it is confirmed.</summary>
public sealed class PostgresPair : IAsyncDisposable
{
    private PostgresServer _primary = new();
    private PostgresServer _standby = new();

    /// <summary>Starts both with an empty database.</summary>
    /// <returns>Its connection string, which names both servers and asks for the one that writes.</returns>
    public async Task<string> StartAsync()
    {
        await _primary.InitializeAsync();
        string one = await _primary.CreateDatabaseAsync();
        await FollowAsync();
        return one.Replace(
            $"Host=127.0.0.1;Port={_primary.Port}",
            $"Host=127.0.0.1:{_primary.Port},127.0.0.1:{_standby.Port};"
                + "Target Session Attributes=primary;Host Recheck Seconds=1",
            StringComparison.Ordinal);
    }

    /// <summary>Kills the server that writes and starts it again.</summary>
    public async Task RestartAsync(TimeSpan away)
    {
        await _primary.KillAsync();
        await Task.Delay(away);
        await _primary.StartAsync();
    }

    /// <summary>Kills the server that writes, lets the standby take its place, and makes what was killed its
    /// standby.</summary>
    public async Task FailOverAsync(TimeSpan away)
    {
        await _primary.KillAsync();
        await Task.Delay(away);
        (_primary, _standby) = (_standby, _primary);
        await _primary.AskAsync("SELECT pg_promote()");
        await SetStandbysAsync("");
        await FollowAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _primary.DisposeAsync();
        await _standby.DisposeAsync();
    }

    private async Task FollowAsync()
    {
        await _standby.StandByAsync(_primary);
        await SetStandbysAsync("*");
        await Eventually.HoldsAsync(
            async () => await _primary.AskAsync("SELECT sync_state FROM pg_stat_replication") is "sync",
            withinSeconds: 60,
            () => "the standby does not follow");
    }

    /// <summary>Sets whose confirmation a write waits for.</summary>
    private async Task SetStandbysAsync(string names)
    {
        await _primary.AskAsync($"ALTER SYSTEM SET synchronous_standby_names = '{names}'");
        await _primary.AskAsync("SELECT pg_reload_conf()");
    }
}
