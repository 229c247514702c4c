using System.Globalization;
using StackExchange.Redis;
using Triage.Storage.Replication;

namespace Triage.Storage.Streams;

/// <summary>A worker's connection to the streams of queries and answers. Every step is bounded.</summary>
/// <remarks>
/// Needs Redis 6.2 or later; formats: <see cref="StreamKeys"/>. A message belongs to the worker that it was given to
/// until it is answered, or until that worker has been silent for so long that another takes it over. What fails on an
/// outage (<see cref="IsOutage"/>) is begun anew on a new connection, with <see cref="ReadOwnAsync"/> first.
/// </remarks>
public sealed class StreamSession : IAsyncDisposable
{
    /// <summary>A message that was left this often may be what ends workers: it is taken over alone.</summary>
    private const int AloneAfter = 3;

    private const int ForgetAfterMilliseconds = 3_600_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private readonly StreamKeys _keys;
    private readonly string _consumer;

    private StreamSession(ConnectionMultiplexer connection, StreamKeys keys, string consumer)
    {
        _connection = connection;
        _database = connection.GetDatabase();
        _keys = keys;
        _consumer = consumer;
    }

    /// <summary>Gets whether an exception says that Redis is away, or has lost its data.</summary>
    public static bool IsOutage(Exception e) => RedisConnection.IsOutage(e);

    /// <summary>Names what is behind an outage, without secrets.</summary>
    public static string Cause(Exception e) => RedisConnection.Cause(e);

    /// <summary>Connects, and makes the consumer group if there is none.</summary>
    /// <param name="redis">As StackExchange.Redis reads it.</param>
    /// <param name="name">What the keys begin with.</param>
    /// <param name="consumer">Name of the worker; no two may share one.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<StreamSession> OpenAsync(
        string redis, string name, string consumer, CancellationToken cancellation)
    {
        ConnectionMultiplexer connection = await RedisConnection.OpenAsync(redis, cancellation);
        StreamSession stream = new(connection, new StreamKeys(name), consumer);
        try
        {
            await stream.JoinAsync(cancellation);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gets how many queries and answers there are.</summary>
    public async Task<StreamDepth> GetDepthAsync(CancellationToken cancellation)
    {
        RedisResult[] found = await Task.WhenAll(
            _database.ExecuteAsync("XLEN", (RedisKey)_keys.Queries),
            _database.ExecuteAsync("XPENDING", (RedisKey)_keys.Queries, StreamKeys.Group),
            _database.ExecuteAsync("XLEN", (RedisKey)_keys.Decisions),
            _database.ExecuteAsync("XLEN", (RedisKey)_keys.Poison)).WaitAsync(Patience, cancellation);
        long pending = (long)((RedisResult[])found[1]!)[0];
        return new StreamDepth((long)found[0], pending, (long)found[2], (long)found[3]);
    }

    /// <summary>Reads messages that no worker was given yet.</summary>
    public Task<IReadOnlyList<QueryMessage>> ReadNewAsync(int count, CancellationToken cancellation) =>
        ReadAsync(">", count, cancellation);

    /// <summary>Reads messages again that this worker was given and has not answered.</summary>
    public Task<IReadOnlyList<QueryMessage>> ReadOwnAsync(int count, CancellationToken cancellation) =>
        ReadAsync("0", count, cancellation);

    /// <summary>Takes over messages whose worker has been silent.</summary>
    /// <param name="silence">For how long at least.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<IReadOnlyList<QueryMessage>> TakeOverAsync(
        TimeSpan silence, int count, CancellationToken cancellation)
    {
        long milliseconds = (long)silence.TotalMilliseconds;
        RedisResult[] left = (RedisResult[])(await ExecuteAsync(
            "XPENDING",
            [(RedisKey)_keys.Queries, StreamKeys.Group, "IDLE", milliseconds, "-", "+", count],
            cancellation))!;
        Dictionary<string, int> deliveries = [];
        foreach (RedisResult[] pending in left.Select(entry => (RedisResult[])entry!))
        {
            int before = (int)pending[3];
            if (deliveries.Count > 0 && before >= AloneAfter)
            {
                break;
            }

            deliveries.Add((string)pending[0]!, before + 1);
            if (before >= AloneAfter)
            {
                break;
            }
        }

        if (deliveries.Count == 0)
        {
            return [];
        }

        RedisResult taken = await ExecuteAsync(
            "XCLAIM",
            [(RedisKey)_keys.Queries, StreamKeys.Group, _consumer, milliseconds, .. deliveries.Keys],
            cancellation);
        return Parse(taken, entry => deliveries[entry]);
    }

    /// <summary>Keeps messages from being taken over, while their answers take long.</summary>
    public Task KeepAsync(IEnumerable<QueryMessage> messages, CancellationToken cancellation) => ExecuteAsync(
        "XCLAIM",
        [
            (RedisKey)_keys.Queries, StreamKeys.Group, _consumer, 0,
            .. messages.Select(message => message.Entry), "JUSTID",
        ],
        cancellation);

    /// <summary>Writes a decision, unless one was written under the same id,
    /// and takes the query off its stream.</summary>
    /// <param name="message">The query; it has an id.</param>
    /// <param name="decision">The decision as JSON.</param>
    /// <param name="remember">For how long its id must not be decided again.</param>
    /// <returns><see langword="false"/> when there was one.</returns>
    public Task<bool> WriteAsync(QueryMessage message, string decision, TimeSpan remember) => AnswerAsync(
        message,
        _keys.Decisions,
        _keys.Written(message.Id!),
        remember,
        ["id", message.Id, "decision", decision, "entry", message.Entry]);

    /// <summary>Sets a query aside that cannot be decided.</summary>
    /// <param name="message">The query.</param>
    /// <param name="code">Stable, for programs.</param>
    /// <param name="reason">What was wrong, in English.</param>
    /// <param name="remember">For how long a worker may still hold it that was silent.</param>
    /// <returns><see langword="false"/> when it was set aside before.</returns>
    public Task<bool> SetAsideAsync(QueryMessage message, string code, string reason, TimeSpan remember) => AnswerAsync(
        message,
        _keys.Poison,
        _keys.SetAside(message.Entry),
        remember,
        ["id", message.Id ?? "", "query", message.Query ?? "", "entry", message.Entry, "code", code, "reason", reason]);

    public ValueTask DisposeAsync()
    {
        RedisConnection.Close(_connection);
        return ValueTask.CompletedTask;
    }

    private async Task JoinAsync(CancellationToken cancellation)
    {
        try
        {
            await ExecuteAsync(
                "XGROUP", ["CREATE", (RedisKey)_keys.Queries, StreamKeys.Group, "0", "MKSTREAM"], cancellation);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // Another worker made it.
        }

        await _database
            .ScriptEvaluateAsync(StreamKeys.Forget, [_keys.Queries], [StreamKeys.Group, ForgetAfterMilliseconds])
            .WaitAsync(Patience, cancellation);
    }

    private async Task<IReadOnlyList<QueryMessage>> ReadAsync(string after, int count, CancellationToken cancellation)
    {
        RedisResult read = await ExecuteAsync(
            "XREADGROUP",
            ["GROUP", StreamKeys.Group, _consumer, "COUNT", count, "STREAMS", (RedisKey)_keys.Queries, after],
            cancellation);
        return read.IsNull ? [] : Parse(((RedisResult[])((RedisResult[])read!)[0]!)[1], _ => 1);
    }

    private async Task<bool> AnswerAsync(
        QueryMessage message, string stream, string mark, TimeSpan remember, RedisValue[] fields) =>
        (int)await _database.ScriptEvaluateAsync(
            StreamKeys.Answer,
            [_keys.Queries, stream, mark],
            [StreamKeys.Group, message.Entry, (long)remember.TotalSeconds, .. fields]).WaitAsync(Patience) == 1;

    private Task<RedisResult> ExecuteAsync(string command, object[] words, CancellationToken cancellation) =>
        _database.ExecuteAsync(
            command,
            [.. words.Select(word => word is RedisKey ? word : Convert.ToString(word, CultureInfo.InvariantCulture)!)])
            .WaitAsync(Patience, cancellation);

    private static List<QueryMessage> Parse(RedisResult entries, Func<string, int> deliveries)
    {
        List<QueryMessage> messages = [];
        foreach (RedisResult[] entry in ((RedisResult[])entries!).Select(entry => (RedisResult[])entry!))
        {
            string name = (string)entry[0]!;

            // Null: the entry was deleted from the stream after it was given to a worker.
            string?[] fields = entry[1].IsNull ? [] : [.. ((RedisResult[])entry[1]!).Select(value => (string?)value)];
            string? Find(string field)
            {
                int at = Enumerable.Range(0, fields.Length / 2).FirstOrDefault(i => fields[2 * i] == field, -1);
                return at < 0 ? null : fields[(2 * at) + 1];
            }

            messages.Add(new QueryMessage(name, Find("id"), Find("query"), deliveries(name)));
        }

        return messages;
    }
}
