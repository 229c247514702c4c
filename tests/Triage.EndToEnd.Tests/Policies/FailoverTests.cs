using Google.Protobuf.WellKnownTypes;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Policies;

/// <summary>Two services, a PostgreSQL with a standby and a Redis with a replica: the second server of each takes the
/// place of the first, which was killed.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private readonly PostgresPair _postgres = new();
    private readonly RedisPair _redis = new();
    private readonly List<ServerProcess> _servers = [];
    private readonly List<PolicyClient> _clients = [];

    public async ValueTask InitializeAsync()
    {
        await _redis.StartAsync();
        string[] options =
        [
            $"--Policies:Database={await _postgres.StartAsync()}", $"--Policies:Redis={_redis.ConnectionString}",
        ];
        _servers.AddRange(await Task.WhenAll(
            ServerProcess.StartAsync(options, warmUp: false), ServerProcess.StartAsync(options, warmUp: false)));
        foreach (ServerProcess server in _servers)
        {
            await server.WaitUntilReadyAsync();
            _clients.Add(new PolicyClient(server));
            await _clients[^1].ReachesDatabaseAsync();
        }

        await _clients[0].PublishAsync((await _clients[0].GetAsync()).Document);
        await _clients[1].DecidesByAsync(1);
    }

    [Fact]
    public async Task PostgreSqlAndRedis_FailedOver_TakePoliciesAndStatusesAgainAndHaveLostNone()
    {
        string document = (await _clients[0].GetAsync()).Document;
        await Task.WhenAll(_postgres.FailOverAsync(TimeSpan.Zero), _redis.FailOverAsync(TimeSpan.Zero));

        await Eventually.HoldsAsync(
            () => TryPublishAsync(PolicyClient.Everywhere(document, "chatbot", "email")),
            withinSeconds: 60,
            () => "the standby takes no writes");
        await _clients[1].DecidesByAsync(2);
        Assert.Equal(document, (await _clients[1].GetAsync(version: 1)).Document);

        await ReportClosedAsync(_servers[0], "chatbot");
        TriageResponse? decision = null;
        await Eventually.HoldsAsync(
            async () => (decision = await _clients[1].DecideAsync("hello")).Primary.Id == "email"
                && !decision.Degraded.Contains("STATUS_NOT_SHARED"),
            withinSeconds: 60,
            () => $"the other replica decides {decision}");
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

    private static async Task ReportClosedAsync(ServerProcess server, string channel)
    {
        using JsonCaller caller = new(server.Http);
        await caller.CallAsync<ReportStatusResponse>("ChannelService/ReportStatus", new ReportStatusRequest
        {
            Reports =
            {
                new ChannelStatus
                {
                    Channel = channel,
                    State = ChannelState.Closed,
                    ExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(10).ToTimestamp(),
                },
            },
        });
    }

    private async Task<bool> TryPublishAsync(string document)
    {
        try
        {
            await _clients[0].PublishAsync(document);
            return true;
        }
        catch (Exception e) when (e.Message.Contains("unavailable", StringComparison.Ordinal))
        {
            return false;
        }
    }
}
