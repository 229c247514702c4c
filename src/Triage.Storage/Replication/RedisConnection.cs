using System.Net.Sockets;
using StackExchange.Redis;

namespace Triage.Storage.Replication;

/// <summary>Opens and closes connections to Redis within bounds: the client may wait for ever for a server that was
/// stopped.</summary>
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
            _ = CloseLateAsync(connecting);
            throw;
        }
    }

    /// <summary>Gets whether a failure is of the connection or of its server.</summary>
    public static bool IsOutage(Exception e) =>
        e is RedisException or RedisConnectionException or TimeoutException or SocketException or IOException
            or ObjectDisposedException or AggregateException or OperationCanceledException;

    /// <summary>Names what is behind an outage: the first word of Redis's own error, such as WRONGTYPE, or what
    /// befell the connection.</summary>
    /// <remarks>Never more: the rest of a message may hold addresses, keys or values.</remarks>
    public static string Cause(Exception e)
    {
        // The client tells why it could not connect only at the end of its message.
        bool IsBehind(string failure) => e.Message.EndsWith($" {failure} on PING", StringComparison.Ordinal);
        return e switch
        {
            AggregateException { InnerException: { } inner } => Cause(inner),
            SocketException socket => socket.SocketErrorCode.ToString(),
            RedisServerException => e.Message.Split(' ', 2)[0],
            RedisConnectionException { InnerException: { } inner } => Cause(inner),
            RedisConnectionException connection =>
                Enum.GetNames<ConnectionFailureType>().FirstOrDefault(IsBehind) ?? connection.FailureType.ToString(),
            TimeoutException => "no answer in time",
            _ => e.GetType().Name,
        };
    }

    /// <summary>Reads a log of changes: a hash of <c>epoch</c> and <c>count</c>.</summary>
    public static async Task<(string? Epoch, long Count)> GetLogAsync(
        IDatabase database, RedisKey log, CancellationToken cancellation)
    {
        RedisValue[] values = await database.HashGetAsync(log, ["epoch", "count"]).WaitAsync(Patience, cancellation);
        return (values[0], values[1].IsNull ? 0 : (long)values[1]);
    }

    /// <summary>Closes a connection that nobody waits for any more, should it come.</summary>
    private static async Task CloseLateAsync(Task<ConnectionMultiplexer> connecting)
    {
        try
        {
            Close(await connecting);
        }
        catch (Exception e) when (IsOutage(e))
        {
            // It did not come: there is nothing to close.
        }
    }

    /// <summary>Closes a connection. Closing waits for the server; nobody waits for the closing.</summary>
    /// <remarks>On a thread of its own: a server that was stopped would keep those waiting that decide.</remarks>
    public static void Close(ConnectionMultiplexer connection) => _ = Task.Factory.StartNew(
        connection.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
