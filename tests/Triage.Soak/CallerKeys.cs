using System.Diagnostics;
using Triage.EndToEnd.Tests;
using Triage.V1;

namespace Triage.Soak;

/// <summary>The keys that callers use, changed as an operator does.</summary>
internal sealed class CallerKeys(Cluster cluster, string database, string redis)
{
    private const int PrefixChars = 16; // what names a key and is no secret

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<string> _revoked = [];
    private volatile string _current = "";

    /// <summary>Gets the key to call with.</summary>
    public string Current => _current;

    public async Task BeginAsync() => _current = await CreateAsync("caller");

    public Task<string> CreateAsync(string role) => RunAsync("create", "--role", role);

    /// <summary>Makes a key, changes over to it once every replica knows it, and revokes the old one.</summary>
    /// <returns>How long it took until every replica refused the old key.</returns>
    public async Task<TimeSpan> RotateAsync()
    {
        string old = _current;
        string next = await RunAsync("rotate", "--overlap", "1h", old[..PrefixChars]);
        await UntilAllAsync(next, isTaken: true);
        _current = next;

        // Calls with the old key are on their way, and streams would break off.
        await Task.Delay(TimeSpan.FromSeconds(5));
        await RunAsync("revoke", old[..PrefixChars]);
        TimeSpan took = await UntilAllAsync(old, isTaken: false);
        _revoked.Add(old);
        return took;
    }

    /// <summary>Finds keys that were revoked and still let in somewhere.</summary>
    public async Task<int> CountRevokedThatAreTakenAsync()
    {
        int count = 0;
        foreach (Replica replica in cluster.All)
        {
            foreach (string key in _revoked)
            {
                count += await IsTakenAsync(replica, key) ? 1 : 0;
            }
        }

        return count;
    }

    private async Task<string> RunAsync(string verb, params string[] arguments) => (await Command.RunAsync(
        Command.Triage,
        [
            "keys", verb, "--tenant", Cluster.Tenant, "--database", database, "--redis", redis, .. arguments,
        ])).Trim();

    private async Task<TimeSpan> UntilAllAsync(string key, bool isTaken)
    {
        long start = Stopwatch.GetTimestamp();
        foreach (Replica replica in cluster.All)
        {
            using CancellationTokenSource limit = new(Patience);
            while (await IsTakenAsync(replica, key) != isTaken)
            {
                await Task.Delay(10, limit.Token);
            }
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static async Task<bool> IsTakenAsync(Replica replica, string key)
    {
        try
        {
            await replica.CallAsync<TriageResponse>(
                Protocol.OfOneMessage[^1], "Triage", [new TriageRequest { Text = "hello" }], key);
            return true;
        }
        catch (RefusedException e) when (e.Message.StartsWith("HTTP 401", StringComparison.Ordinal))
        {
            return false;
        }
    }
}
