using System.Diagnostics;
using StackExchange.Redis;

namespace Triage.EndToEnd.Tests.Worker;

/// <summary>Writes queries for workers and reads what they answer, as a caller does.</summary>
internal sealed class StreamCaller(string redis) : IDisposable
{
    private const string Name = "{triage}";

    private ConnectionMultiplexer? _connection;

    private IDatabase Database =>
        (_connection ??= ConnectionMultiplexer.Connect($"{redis},connectRetry=10,connectTimeout=5000")).GetDatabase();

    public void Dispose() => _connection?.Dispose();

    public Task AddAsync(params object[] fields) => ExecuteAsync("XADD", [(RedisKey)$"{Name}:queries", "*", .. fields]);

    /// <summary>Adds many queries, all the same but for their ids.</summary>
    public async Task AddAsync(IEnumerable<string> ids, string query)
    {
        foreach (string[] chunk in ids.Chunk(1_000))
        {
            await Task.WhenAll(chunk.Select(id => AddAsync("id", id, "query", query)));
        }
    }

    public async Task<long> CountAsync(string stream) => (long)await ExecuteAsync("XLEN", (RedisKey)$"{Name}:{stream}");

    /// <summary>Has the oldest queries given to a worker that is gone since ten minutes.</summary>
    /// <param name="deliveries">For each of them, how often it was given to a worker.</param>
    public async Task GiveToDeadWorkerAsync(params int[] deliveries)
    {
        RedisKey queries = $"{Name}:queries";
        await ExecuteAsync("XGROUP", "CREATE", queries, "triage", "0");
        RedisResult[] read = (RedisResult[])(await ExecuteAsync(
            "XREADGROUP", "GROUP", "triage", "dead", "COUNT", deliveries.Length, "STREAMS", queries, ">"))!;
        RedisResult[] given = (RedisResult[])((RedisResult[])read[0]!)[1]!;
        foreach ((RedisResult entry, int times) in given.Zip(deliveries))
        {
            await ExecuteAsync(
                "XCLAIM", queries, "triage", "dead", "0", (string)((RedisResult[])entry!)[0]!,
                "IDLE", "600000", "RETRYCOUNT", $"{times}", "JUSTID");
        }
    }

    /// <summary>Reads the oldest answers and deletes them.</summary>
    public async Task<List<Dictionary<string, string>>> TakeAsync(string stream, int count = 1_000)
    {
        RedisKey key = $"{Name}:{stream}";
        List<Dictionary<string, string>> answers = [];
        List<object> entries = [key];
        RedisResult[] found = (RedisResult[])(await ExecuteAsync("XRANGE", key, "-", "+", "COUNT", count))!;
        foreach (RedisResult[] entry in found.Select(e => (RedisResult[])e!))
        {
            string[] fields = ((string[])entry[1]!)!;
            answers.Add(fields.Chunk(2).ToDictionary(field => field[0], field => field[1]));
            entries.Add((string)entry[0]!);
        }

        if (answers.Count > 0)
        {
            await ExecuteAsync("XDEL", [.. entries]);
        }

        return answers;
    }

    /// <summary>Waits for a number of answers, and takes them.</summary>
    public async Task<List<Dictionary<string, string>>> TakeAllAsync(string stream, int count, Func<string> otherwise)
    {
        List<Dictionary<string, string>> answers = [];
        long start = Stopwatch.GetTimestamp();
        while (answers.Count < count)
        {
            Assert.True(
                Stopwatch.GetElapsedTime(start).TotalSeconds < 60,
                $"{answers.Count} of {count} {stream}: {otherwise()}");
            answers.AddRange(await TakeAsync(stream));
            await Task.Delay(20);
        }

        return answers;
    }

    public Task<RedisResult> ExecuteAsync(string command, params object[] words) =>
        Database.ExecuteAsync(command, words).WaitAsync(TimeSpan.FromSeconds(20));
}
