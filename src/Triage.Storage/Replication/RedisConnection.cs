using StackExchange.Redis;

namespace Triage.Storage.Replication;

/// <summary>Opens and closes connections to Redis within bounds: the client may wait for ever for a server that was stopped.</summary>
internal static class RedisConnection
{
    /// <summary>How long one step may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Connects.</summary>
    /// <param name="connectionString">As StackExchange.Redis reads it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<ConnectionMultiplexer> OpenAsync(string connectionString, CancellationToken cancellation)
    {
        ConfigurationOptions options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = true;
        options.ConnectRetry = 1;
        options.ConnectTimeout = (int)Patience.TotalMilliseconds;
        options.SyncTimeout = (int)Patience.TotalMilliseconds;
        Task<ConnectionMultiplexer> connecting = ConnectionMultiplexer.ConnectAsync(options);
        try
        {
            ConnectionMultiplexer connection = await connecting.WaitAsync(2 * Patience, cancellation);
            connection.PreserveAsyncOrder = false;
            return connection;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            _ = connecting.ContinueWith(
                late => Close(late.GetAwaiter().GetResult()),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Closes a connection. Closing waits for the server; nobody waits for the closing.</summary>
    public static void Close(ConnectionMultiplexer connection) => _ = Task.Run(connection.Dispose);
}
