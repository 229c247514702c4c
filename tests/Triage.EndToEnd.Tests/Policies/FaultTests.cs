using System.Diagnostics;
using System.Text.Json;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Policies;

/// <summary>What befalls Redis and PostgreSQL while callers ask for decisions.</summary>
/// <remarks>The long run asks for a third of what a replica bears and measures, on a machine that does nothing else;
/// beside other tests the load is light and times are only bounded.</remarks>
[Collection(Cluster.Name)]
public sealed class FaultTests(Cluster cluster)
{
    private const string Redis = "redis";
    private const string Sql = "sql";
    private const string Silent = "triage.policy.source_silence";

    /// <summary>A source that answers is never silent for so long; one that does not is, soon.</summary>
    private const double SilentSeconds = 1.8;

    private static readonly double CatchUpSeconds = Scale.Times(usual: 60, isLong: 2);

    [Fact]
    public Task Redis_Killed_IsNotNoticedByCallers() =>
        EndureAsync(cluster.Redis.KillAsync, () => cluster.Redis.StartAsync(), silenced: Redis);

    [Fact]
    public Task Redis_Restarted_IsNotNoticedByCallers() => EndureAsync(
        async () =>
        {
            await cluster.Redis.KillAsync();
            await cluster.Redis.StartAsync();
        },
        () => Task.CompletedTask);

    [Fact]
    public Task Redis_Paused_IsNotNoticedByCallers() => EndureAsync(
        async () =>
        {
            await cluster.Redis.PauseAsync();
            await Task.Delay(TimeSpan.FromSeconds(Scale.Times(usual: 0, isLong: 30)));
        },
        cluster.Redis.ContinueAsync,
        silenced: Redis);

    [Fact]
    public Task Redis_Flushed_IsNotNoticedByCallers() =>
        EndureAsync(() => cluster.Redis.CommandAsync("FLUSHALL"), () => Task.CompletedTask);

    [Fact]
    public Task Redis_Full_IsNotNoticedByCallers() => EndureAsync(
        () => cluster.Redis.CommandAsync("CONFIG", "SET", "maxmemory", "1"),
        () => cluster.Redis.CommandAsync("CONFIG", "SET", "maxmemory", "0"));

    [Fact]
    public Task Redis_PasswordChanged_IsNotNoticedByCallers() => EndureAsync(
        () => cluster.Redis.SetPasswordAsync("another"), () => cluster.Redis.SetPasswordAsync(""), silenced: Redis);

    [Fact]
    public Task MessageChannel_CutWhileKeysWork_IsNotNoticedByCallers() => EndureAsync(
        () => cluster.Redis.CommandAsync("ACL", "SETUSER", "default", "resetchannels"),
        () => cluster.Redis.CommandAsync("ACL", "SETUSER", "default", "allchannels"));

    [Fact]
    public Task Database_KilledAndRestarted_IsNotNoticedByCallers() =>
        EndureAsync(cluster.Postgres.KillAsync, cluster.Postgres.StartAsync, silenced: Sql);

    [Fact]
    public Task RedisAndDatabase_Killed_DecisionsGoOnAndSayThatThePolicyMayBeStale() => EndureAsync(
        () => Task.WhenAll(cluster.Redis.KillAsync(), cluster.Postgres.KillAsync()),
        () => Task.WhenAll(cluster.Redis.StartAsync(), cluster.Postgres.StartAsync()),
        Redis,
        Sql);

    /// <summary>Lets a fault begin and end under load, and publishes once the database answers.</summary>
    private async Task EndureAsync(Func<Task> begin, Func<Task> end, params string[] silenced)
    {
        double rate = (await Load.FindRatesAsync(share: 1.0 / 3, cluster.Observed))[0];
        Load? before = Scale.IsLong ? await Load.RunAsync(cluster.Observed, rate) : null;
        using CancellationTokenSource stop = new();
        Task<Load> running = Load.RunAsync(cluster.Observed, rate, stop.Token);
        try
        {
            await begin();
            if (silenced.Contains(Sql))
            {
                (string code, _, _) = await cluster.Clients[0].FailAsync("GetPolicy", new GetPolicyRequest());
                Assert.Equal("unavailable", code);
            }
            else
            {
                await cluster.PublishNextAsync();
            }

            await TellsOfAsync(silenced);
            await (Scale.IsLong ? Task.Delay(Load.Span) : Task.CompletedTask);
        }
        finally
        {
            await end();
        }

        long ended = Stopwatch.GetTimestamp();
        if (silenced.Contains(Sql))
        {
            await cluster.PublishNextAsync();
        }

        await Task.WhenAll(cluster.Clients.Select(replica => CatchesUpAsync(replica, ended)));
        double caughtUp = Stopwatch.GetElapsedTime(ended).TotalSeconds;
        await TellsOfAsync([]);

        await stop.CancelAsync();
        (await running).IsUndisturbed(before, rate, caughtUp);
    }

    /// <summary>Waits until a replica has the last version and has heard from all sources.</summary>
    private async Task CatchesUpAsync(PolicyClient replica, long since)
    {
        JsonElement policy = default;
        await Eventually.HoldsAsync(
            async () =>
            {
                policy = (await replica.HealthAsync("readyz")).GetProperty("policy");
                double elapsed = Stopwatch.GetElapsedTime(since).TotalSeconds;
                return policy.GetProperty("version").GetInt32() == cluster.Version
                    && Math.Max(Silence(policy, Redis), Silence(policy, Sql)) < Math.Min(SilentSeconds, elapsed);
            },
            CatchUpSeconds - Stopwatch.GetElapsedTime(since).TotalSeconds,
            () => $"expected version {cluster.Version} and an answer of all sources, got {policy}");
    }

    /// <summary>Waits until health, decisions and metrics of the observed replica name the silent sources.</summary>
    private async Task TellsOfAsync(string[] silenced)
    {
        bool isStale = silenced.Length == 2;
        List<string> degraded = [];
        degraded.AddRange(isStale ? ["POLICY_STALE"] : []);
        degraded.AddRange(silenced.Contains(Redis) ? ["STATUS_NOT_SHARED"] : []);
        JsonElement policy = default;
        TriageResponse? decision = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                policy = (await cluster.Observed.HealthAsync("healthz")).GetProperty("policy");
                decision = await cluster.Observed.DecideAsync("Hello");
                return policy.GetProperty("version").GetInt32() == cluster.Version
                    && decision.PolicyVersion == cluster.Version
                    && Metric("triage.policy.version") == cluster.Version
                    && decision.Degraded.Order(StringComparer.Ordinal).SequenceEqual(degraded)
                    && policy.GetProperty("stale").GetBoolean() == isStale
                    && Metric("triage.policy.stale") == (isStale ? 1 : 0)
                    && IsTold(Redis) && IsTold(Sql);

                bool IsTold(string source) =>
                    silenced.Contains(source) == Silence(policy, source) > SilentSeconds
                    && silenced.Contains(source) == Metric(Silent, source) > SilentSeconds
                    && (!isStale || Metric("triage.policy.source_up", source) == 0);
            },
            withinSeconds: 60,
            () => $"expected silence of [{string.Join(", ", silenced)}], got health {policy}, decision {decision}, "
                + $"metrics: silent for {Metric(Silent, Redis)} s and {Metric(Silent, Sql)} s, "
                + $"stale {Metric("triage.policy.stale")}");
    }

    /// <returns>Seconds since a source last told what is published, by a report on health.</returns>
    private static double Silence(JsonElement policy, string source) =>
        policy.GetProperty("secondsSinceAnswer").GetProperty(source).GetDouble();

    /// <summary>Reads the last value that was exported; null when there is none.</summary>
    private double? Metric(string name, string? source = null) =>
        cluster.Collector.LatestMetrics.FirstOrDefault(metric => metric.Name == name)?.Gauge.Points
            .Where(point => source is null || point.Attributes.Any(attribute => attribute.Value.Text == source))
            .Select(point => (double?)(point.AsDouble + point.AsInt)).FirstOrDefault();
}
