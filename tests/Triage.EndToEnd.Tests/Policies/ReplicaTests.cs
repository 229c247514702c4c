using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Policies;

/// <summary>Three services, one PostgreSQL and one Redis on this machine.</summary>
[Collection(nameof(Timed))]
public sealed class ReplicaTests : IAsyncLifetime
{
    private const string Text = "My invoice is wrong";

    private readonly PostgresServer _postgres = new();
    private readonly List<ServerProcess> _servers = [];
    private readonly List<PolicyClient> _clients = [];
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync()
    {
        await _postgres.InitializeAsync();
        _redis = await RedisServer.StartNewAsync();
        string database = await _postgres.CreateDatabaseAsync();
        for (int i = 0; i < 3; i++)
        {
            ServerProcess server = await ServerProcess.StartAsync(
                [$"--Policies:Database={database}", $"--Policies:Redis={_redis.ConnectionString}"]);
            _servers.Add(server);
            _clients.Add(new PolicyClient(server));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        foreach (ServerProcess server in _servers)
        {
            await server.DisposeAsync();
        }

        _redis.Dispose();
        await _postgres.DisposeAsync();
    }

    [Fact]
    public async Task Publish_OnOneOfThreeReplicas_IsDecidedByOnAllSoonAndNeverUndone()
    {
        int publishes = Scale.Times(usual: 40, isLong: 200);
        string document = (await _clients[0].GetAsync()).Document;
        using CancellationTokenSource stop = new();
        long[][] seenAt = [.. _clients.Select(_ => new long[publishes + 1])];
        Task<int>[] watches = [.. _clients.Select((client, i) => Task.Run(() => WatchAsync(client, seenAt[i], stop.Token)))];

        double[] visible = new double[publishes];
        double[] sinceCall = new double[publishes];
        for (int version = 1; version <= publishes; version++)
        {
            // Each version says something else: no replica has compiled it before.
            JsonNode next = JsonNode.Parse(document)!;
            next["name"] = $"Version {version}";
            PublishDraftRequest request = await _clients[0].AcceptAsync(await _clients[0].CreateDraftAsync(next.ToJsonString()));
            long called = Stopwatch.GetTimestamp();
            await _clients[0].CallAsync<Policy>("PublishDraft", request);
            long confirmed = Stopwatch.GetTimestamp();
            await Task.WhenAny(
                Task.WhenAll(seenAt.Select(seen => SeenAsync(seen, version))), Task.Delay(TimeSpan.FromSeconds(10)));
            Assert.All(seenAt, seen => Assert.True(Volatile.Read(ref seen[version]) > 0, $"version {version} was not seen"));
            long last = seenAt.Max(seen => seen[version]);
            visible[version - 1] = Stopwatch.GetElapsedTime(confirmed, last).TotalMilliseconds;
            sinceCall[version - 1] = Stopwatch.GetElapsedTime(called, last).TotalMilliseconds;
        }

        await stop.CancelAsync();
        int[] decisions = await Task.WhenAll(watches);
        Array.Sort(visible);
        Array.Sort(sinceCall);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{publishes} publishes, visible on all: median {visible[publishes / 2]:F1} ms and worst {visible[^1]:F1} ms after the answer, "
            + $"{sinceCall[publishes / 2]:F1} ms and {sinceCall[^1]:F1} ms after the call; {decisions.Sum()} decisions"));

        // The long run is a measurement, on a machine that does nothing else; beside other tests time is only bounded.
        Assert.InRange(sinceCall[publishes / 2], 0, Scale.Times(usual: 250, isLong: 50));
        Assert.InRange(sinceCall[^1], 0, Scale.Times(usual: 2_500, isLong: 500));
    }

    [Fact]
    public async Task Redis_AndDatabaseKilled_DecisionsGoOnAndSayThatThePolicyMayBeStale()
    {
        await _clients[0].PublishAsync((await _clients[0].GetAsync()).Document);
        while ((await _clients[2].DecideAsync(Text)).PolicyVersion != 1)
        {
            await Task.Delay(10);
        }

        await _redis.KillAsync();
        await _postgres.KillAsync();
        long start = Stopwatch.GetTimestamp();
        TriageResponse decision;
        do
        {
            decision = await _clients[2].DecideAsync(Text);
            Assert.Equal(1, decision.PolicyVersion);
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "POLICY_STALE was never said");
        }
        while (!decision.Degraded.Contains("POLICY_STALE"));

        Assert.Equal("unavailable", (await _clients[2].FailAsync("GetPolicy", new GetPolicyRequest())).Code);
        await _redis.StartAsync();
        await _postgres.StartAsync();
        start = Stopwatch.GetTimestamp();
        TimeSpan catchUp = TimeSpan.FromSeconds(Scale.Times(usual: 20, isLong: 2));
        while ((await _clients[2].DecideAsync(Text)).Degraded.Contains("POLICY_STALE"))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < catchUp, "still stale");
        }
    }

    /// <summary>Decides without end, checks that the version never goes back, and notes when each is first seen.</summary>
    /// <returns>The number of decisions.</returns>
    private static async Task<int> WatchAsync(PolicyClient client, long[] seenAt, CancellationToken stop)
    {
        int decisions = 0;
        int version = 0;
        while (!stop.IsCancellationRequested)
        {
            int now = (await client.DecideAsync(Text)).PolicyVersion;
            Assert.True(now >= version, $"went back from version {version} to {now}");
            for (; version < now; version++)
            {
                Volatile.Write(ref seenAt[version + 1], Stopwatch.GetTimestamp());
            }

            decisions++;

            // A steady load, well below what a replica bears.
            await Task.Delay(2, CancellationToken.None);
        }

        return decisions;
    }

    private static async Task SeenAsync(long[] seenAt, int version)
    {
        while (Volatile.Read(ref seenAt[version]) == 0)
        {
            await Task.Delay(1);
        }
    }
}
