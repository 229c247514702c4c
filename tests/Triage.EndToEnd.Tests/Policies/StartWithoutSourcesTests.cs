using System.Diagnostics;
using System.Text.Json;
using Triage.Storage.Tests.Support;

namespace Triage.EndToEnd.Tests.Policies;

/// <summary>A replica that starts while Redis, PostgreSQL or both are down, and is asked for decisions from the
/// beginning.</summary>
/// <remarks>Load and times as in <see cref="FaultTests"/>; p99 is compared with that of a replica that started with
/// all, after as many calls: the compiler works on either at first.</remarks>
[Collection(Cluster.Name)]
public sealed class StartWithoutSourcesTests(Cluster cluster)
{
    private static readonly double CatchUpSeconds = Scale.Times(usual: 60, isLong: 2);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Start_WhileSourcesAreDown_DecidesByTheLastGoodPolicy(bool isRedisDown, bool isDatabaseDown)
    {
        using TemporaryFolder folder = new();
        double rate;
        Load? before;
        await using (ServerProcess first = await StartAsync(folder))
        {
            using PolicyClient client = new(first);
            await client.DecidesByAsync(cluster.Version);
            rate = (await Load.FindRatesAsync(share: 1.0 / 3, client))[0];
            before = Scale.IsLong ? await Load.RunAsync(client, rate) : null;
            Assert.Equal(0, await first.StopAsync());
        }

        using CancellationTokenSource stop = new();

        try
        {
            await Task.WhenAll(
                isRedisDown ? cluster.Redis.KillAsync() : Task.CompletedTask,
                isDatabaseDown ? cluster.Postgres.KillAsync() : Task.CompletedTask);
            await using ServerProcess second = await StartAsync(folder);
            using PolicyClient late = new(second);
            Assert.Equal(cluster.Version, (await late.DecideAsync("Hello")).PolicyVersion);
            await Load.FindRatesAsync(share: 1.0 / 3, late);
            Task<Load> running = Load.RunAsync(late, rate, stop.Token);
            await HasHeardAsync(late, hasRedis: !isRedisDown, hasDatabase: !isDatabaseDown, withinSeconds: 60);
            await (Scale.IsLong ? Task.Delay(Load.Span) : Task.CompletedTask);

            await StartSourcesAsync();
            long ended = Stopwatch.GetTimestamp();
            await cluster.PublishNextAsync();
            await late.DecidesByAsync(cluster.Version, CatchUpSeconds - Stopwatch.GetElapsedTime(ended).TotalSeconds);
            await HasHeardAsync(
                late,
                hasRedis: true,
                hasDatabase: true,
                CatchUpSeconds - Stopwatch.GetElapsedTime(ended).TotalSeconds);
            double caughtUp = Stopwatch.GetElapsedTime(ended).TotalSeconds;

            await stop.CancelAsync();
            (await running).IsUndisturbed(before, rate, caughtUp);
        }
        finally
        {
            await stop.CancelAsync();
            await StartSourcesAsync();
        }
    }

    private async Task<ServerProcess> StartAsync(TemporaryFolder folder)
    {
        ServerProcess server = await ServerProcess.StartAsync(
            cluster.Options, data: folder.Path, warmUp: Scale.IsLong);
        await server.WaitUntilReadyAsync();
        return server;
    }

    private Task StartSourcesAsync() => Task.WhenAll(cluster.Redis.StartAsync(), cluster.Postgres.StartAsync());

    /// <summary>Waits until a replica says that it has heard from just these sources.</summary>
    private static async Task HasHeardAsync(
        PolicyClient replica, bool hasRedis, bool hasDatabase, double withinSeconds)
    {
        JsonElement silence = default;
        await Eventually.HoldsAsync(
            async () =>
            {
                silence = (await replica.HealthAsync("readyz")).GetProperty("policy").GetProperty("secondsSinceAnswer");
                return IsKnown("redis") == hasRedis && IsKnown("sql") == hasDatabase;
            },
            withinSeconds,
            () => $"expected an answer of Redis: {hasRedis}, of the database: {hasDatabase}, got {silence}");

        bool IsKnown(string source) => silence.GetProperty(source).ValueKind != JsonValueKind.Null;
    }
}
