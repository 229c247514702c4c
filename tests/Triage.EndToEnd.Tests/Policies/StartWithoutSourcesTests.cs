using System.Text.Json;
using Triage.Storage.Tests.Support;

namespace Triage.EndToEnd.Tests.Policies;

/// <summary>A replica that starts while Redis, PostgreSQL or both are down.</summary>
[Collection(Cluster.Name)]
public sealed class StartWithoutSourcesTests(Cluster cluster)
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Start_WhileSourcesAreDown_DecidesByTheLastGoodPolicy(bool isRedisDown, bool isDatabaseDown)
    {
        using TemporaryFolder folder = new();
        await using (ServerProcess first = await ServerProcess.StartAsync(cluster.Options, data: folder.Path))
        {
            using PolicyClient client = new(first);
            await client.DecidesByAsync(cluster.Version);
            Assert.Equal(0, await first.StopAsync());
        }

        try
        {
            await Task.WhenAll(
                isRedisDown ? cluster.Redis.KillAsync() : Task.CompletedTask,
                isDatabaseDown ? cluster.Postgres.KillAsync() : Task.CompletedTask);
            await using ServerProcess second = await ServerProcess.StartAsync(cluster.Options, data: folder.Path);
            await second.WaitUntilReadyAsync();
            using PolicyClient late = new(second);
            Assert.Equal(cluster.Version, (await late.DecideAsync("Hello")).PolicyVersion);
            await HasHeardAsync(late, hasRedis: !isRedisDown, hasDatabase: !isDatabaseDown);

            await StartSourcesAsync();
            await cluster.PublishNextAsync();
            await late.DecidesByAsync(cluster.Version);
            await HasHeardAsync(late, hasRedis: true, hasDatabase: true);
        }
        finally
        {
            await StartSourcesAsync();
        }
    }

    private Task StartSourcesAsync() => Task.WhenAll(cluster.Redis.StartAsync(), cluster.Postgres.StartAsync());

    /// <summary>Waits until a replica says that it has heard from just these sources.</summary>
    private static async Task HasHeardAsync(PolicyClient replica, bool hasRedis, bool hasDatabase)
    {
        JsonElement silence = default;
        await Eventually.HoldsAsync(
            async () =>
            {
                silence = (await replica.HealthAsync("readyz")).GetProperty("policy").GetProperty("secondsSinceAnswer");
                return IsKnown("redis") == hasRedis && IsKnown("sql") == hasDatabase;
            },
            withinSeconds: 60,
            () => $"expected an answer of Redis: {hasRedis}, of the database: {hasDatabase}, got {silence}");

        bool IsKnown(string source) => silence.GetProperty(source).ValueKind != JsonValueKind.Null;
    }
}
