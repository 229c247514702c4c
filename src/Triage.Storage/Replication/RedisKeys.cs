using StackExchange.Redis;
using Triage.Storage.Policies;

namespace Triage.Storage.Replication;

/// <summary>What lies in Redis. All keys share one hash tag, so that a script may touch them on a cluster.</summary>
/// <remarks>
/// <list type="table">
/// <item><term><c>{triage:1}:policy:TENANT/POLICY</c></term><description>hash: <c>revision</c> (decimal) and
/// <c>policy</c> (bytes of <see cref="PolicyEnvelope"/>)</description></item>
/// <item><term><c>{triage:1}:changes</c></term><description>sorted set: TENANT/POLICY, by the number of its last change
/// </description></item>
/// <item><term><c>{triage:1}:log</c></term><description>hash: <c>count</c>, the number of the newest change, and
/// <c>epoch</c>, a random text that is new after the data were lost</description></item>
/// <item><term><c>{triage:1}:published</c></term><description>channel: the bytes of what was set, so that replicas take
/// it at once; who misses it reads <c>changes</c></description></item>
/// <item><term><c>{triage:1}:keys</c></term><description>channel: <c>revoked ID</c> when an API key was revoked,
/// <c>changed</c> after any other change of keys. It can take keys away and have the database asked, never give any:
/// who can write to Redis cannot let themselves in.</description></item>
/// </list>
/// The 1 is the version of these formats: programs of different formats do not see each other's keys.
/// </remarks>
internal static class RedisKeys
{
    public const string Log = "{triage:1}:log";
    public const string Changes = "{triage:1}:changes";
    public const string Channel = "{triage:1}:published";
    public const string KeysChannel = "{triage:1}:keys";

    /// <summary>Sets a policy if it is newer, numbers the change and tells every replica.</summary>
    /// <remarks>KEYS: policy, changes, log. ARGV: revision, envelope, TENANT/POLICY, an epoch if there is none,
    /// channel. Returns 1 when set. A user who may not publish on the channel still sets: the poll finds it.</remarks>
    public const string SetIfNewer = """
        local held = redis.call('HGET', KEYS[1], 'revision')
        if held and tonumber(held) >= tonumber(ARGV[1]) then return 0 end
        redis.call('HMSET', KEYS[1], 'revision', ARGV[1], 'policy', ARGV[2])
        redis.call('HSETNX', KEYS[3], 'epoch', ARGV[4])
        local count = redis.call('HINCRBY', KEYS[3], 'count', 1)
        redis.call('ZADD', KEYS[2], count, ARGV[3])
        redis.pcall('PUBLISH', ARGV[5], ARGV[2])
        return 1
        """;

    public static RedisKey Policy(string name) => $"{{triage:1}}:policy:{name}";

    public static string Name(PolicyKey key) => $"{key.Tenant}/{key.Policy}";
}
