using System.Globalization;
using StackExchange.Redis;
using Triage.Storage.Replication;

namespace Triage.Storage.Live;

/// <summary>One connection to Redis for reports. Every step is bounded, as in <see cref="RedisSession"/>.</summary>
/// <remarks>
/// All keys share one hash tag, so that a script may touch them on a cluster.
/// <list type="table">
/// <item><term><c>{triage:1}:status:TENANT/CHANNEL</c></term><description>hash: <c>revision</c> (decimal) and
/// <c>report</c> (bytes of <see cref="StatusRecord"/>); expires when the report does</description></item>
/// <item><term><c>{triage:1}:statuses</c></term><description>sorted set: TENANT/CHANNEL, by the number of its last
/// change
/// </description></item>
/// <item><term><c>{triage:1}:status-log</c></term><description>hash: <c>count</c>, the number of the newest change, and
/// <c>epoch</c>, a random text that is new after the data were lost</description></item>
/// <item><term><c>{triage:1}:reported</c></term><description>channel: the number of a change, when it was made
/// </description></item>
/// </list>
/// </remarks>
internal sealed class StatusSession : IChangeSession
{
    private const string Log = "{triage:1}:status-log";
    private const string Changes = "{triage:1}:statuses";
    private const string Channel = "{triage:1}:reported";

    /// <summary>Sets a report if none is later, numbers the change and tells every replica.</summary>
    /// <remarks>KEYS: report, changes, log. ARGV: revision, bytes, TENANT/CHANNEL, an epoch if there is none, channel,
    /// expiry in milliseconds since 1970. Returns 1 when set. A user who may not publish on the channel still sets:
    /// the poll finds it.</remarks>
    private const string SetIfLater = """
        local held = redis.call('HGET', KEYS[1], 'revision')
        if held and tonumber(held) > tonumber(ARGV[1]) then return 0 end
        if held == ARGV[1] and redis.call('HGET', KEYS[1], 'report') == ARGV[2] then return 0 end
        redis.call('HMSET', KEYS[1], 'revision', ARGV[1], 'report', ARGV[2])
        redis.call('PEXPIREAT', KEYS[1], ARGV[6])
        redis.call('HSETNX', KEYS[3], 'epoch', ARGV[4])
        local count = redis.call('HINCRBY', KEYS[3], 'count', 1)
        redis.call('ZADD', KEYS[2], count, ARGV[3])
        redis.pcall('PUBLISH', ARGV[5], count)
        return 1
        """;

    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private readonly RedisSubscription _subscription;

    private StatusSession(ConnectionMultiplexer connection, Action onReported)
    {
        _connection = connection;
        _database = connection.GetDatabase();
        _subscription = new RedisSubscription(connection, (Channel, _ => onReported()));
    }

    /// <summary>Connects; messages come after <see cref="ListenAsync"/>.</summary>
    public static async Task<StatusSession> OpenAsync(
        string connectionString, Action onReported, CancellationToken cancellation) =>
        new(await RedisConnection.OpenAsync(connectionString, cancellation), onReported);

    public Task<bool> ListenAsync(CancellationToken cancellation) => _subscription.KeepAsync(cancellation);

    public Task<(string? Epoch, long Count)> GetLogAsync(CancellationToken cancellation) =>
        RedisConnection.GetLogAsync(_database, Log, cancellation);

    /// <summary>Gets the reports that changed after a number and have not expired.</summary>
    public async Task<List<(string Name, byte[] Report)>> GetChangedAsync(long after, CancellationToken cancellation)
    {
        RedisValue[] names = await _database.SortedSetRangeByScoreAsync(Changes, after, exclude: Exclude.Start)
            .WaitAsync(RedisConnection.Patience, cancellation);
        RedisValue[] values = await Task.WhenAll(names.Select(name => _database.HashGetAsync(KeyOf(name!), "report")))
            .WaitAsync(RedisConnection.Patience, cancellation);
        return [
            .. names.Zip(values).Where(pair => !pair.Second.IsNull)
                .Select(pair => ((string)pair.First!, (byte[])pair.Second!))];
    }

    /// <summary>Sets a report unless Redis holds it already, or a later one; then tells every replica.</summary>
    public Task SetIfLaterAsync(TenantReport report, CancellationToken cancellation)
    {
        string name = StatusRecord.NameOf(report);
        return _database.ScriptEvaluateAsync(
            SetIfLater,
            [KeyOf(name), Changes, Log],
            [
                StatusRecord.RevisionOf(report.Report).ToString(CultureInfo.InvariantCulture),
                StatusRecord.Write(report.Report),
                name,
                Guid.NewGuid().ToString("N"),
                Channel,
                report.Report.Until.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            ]).WaitAsync(RedisConnection.Patience, cancellation);
    }

    public ValueTask DisposeAsync()
    {
        RedisConnection.Close(_connection);
        return ValueTask.CompletedTask;
    }

    private static RedisKey KeyOf(string name) => $"{{triage:1}}:status:{name}";
}
