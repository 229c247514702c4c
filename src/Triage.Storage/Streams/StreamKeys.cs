namespace Triage.Storage.Streams;

/// <summary>What lies in Redis for workers. All keys share one hash tag, so that a script may touch them on a
/// cluster.</summary>
/// <remarks>
/// <list type="table">
/// <item><term><c>{NAME}:queries</c></term><description>stream, which callers write: <c>id</c>, the caller's own name
/// for the query, 1 to 128 characters; <c>query</c>, a <c>TriageRequest</c> as JSON. An entry is removed once it is
/// answered, so its length is the work left to do. Consumer group: <c>triage</c></description></item>
/// <item><term><c>{NAME}:decisions</c></term><description>stream, which callers read and trim: <c>id</c>;
/// <c>decision</c>, a <c>TriageResponse</c> as JSON; <c>entry</c>, the id that the query had in its stream
/// </description></item>
/// <item><term><c>{NAME}:poison</c></term><description>stream of what cannot be decided: <c>id</c> and <c>query</c> as
/// they came, <c>entry</c>, <c>code</c> (stable, such as REQUEST_INVALID) and <c>reason</c>. It holds customers' words
/// </description></item>
/// <item><term><c>{NAME}:written:ID</c></term><description>the entry that was decided under an id; expires
/// </description></item>
/// <item><term><c>{NAME}:set-aside:ENTRY</c></term><description>the same of an entry that was set aside: its id may be
/// used again, by the query mended</description></item>
/// </list>
/// </remarks>
internal sealed class StreamKeys(string name)
{
    public const string Group = "triage";

    /// <summary>Writes an answer unless there is one, and takes the query off its stream: all or nothing.</summary>
    /// <remarks>KEYS: queries, the stream to write, the mark of the answer. ARGV: group, entry, seconds that the mark
    /// is kept, then fields and values. Returns 1 when written. The mark comes after the answer:
    /// if Redis refuses that, nothing happened.</remarks>
    public const string Answer = """
        local written = 0
        if redis.call('EXISTS', KEYS[3]) == 0 then
          redis.call('XADD', KEYS[2], '*', unpack(ARGV, 4))
          redis.call('SET', KEYS[3], ARGV[2], 'EX', ARGV[3])
          written = 1
        end
        redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
        redis.call('XDEL', KEYS[1], ARGV[2])
        return written
        """;

    /// <summary>Forgets workers that are gone and left nothing behind.</summary>
    /// <remarks>KEYS: queries. ARGV: group, milliseconds that they have been silent.</remarks>
    public const string Forget = """
        for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
          if consumer[4] == 0 and consumer[6] >= tonumber(ARGV[2]) then
            redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer[2])
          end
        end
        return 0
        """;

    public string Queries { get; } = $"{{{name}}}:queries";

    public string Decisions { get; } = $"{{{name}}}:decisions";

    public string Poison { get; } = $"{{{name}}}:poison";

    public string Written(string id) => $"{{{name}}}:written:{id}";

    public string SetAside(string entry) => $"{{{name}}}:set-aside:{entry}";
}
