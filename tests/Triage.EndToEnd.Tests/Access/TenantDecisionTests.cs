using Google.Protobuf.WellKnownTypes;
using Triage.Storage.Keys;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>Two tenants of one service: what one decides and reports is nothing to the other.</summary>
public sealed class TenantDecisionTests(GuardedServer server) : IClassFixture<GuardedServer>, IAsyncLifetime
{
    private static readonly TriageRequest Query = new()
    {
        Text = "There is smoke coming out of the charger, what do I do",
    };

    private JsonCaller _acme = null!;
    private JsonCaller _beta = null!;

    public async ValueTask InitializeAsync()
    {
        _acme = new JsonCaller(server.Process.Http, (await server.CreateAsync(Roles.Caller, "acme")).Text);
        _beta = new JsonCaller(server.Process.Http, (await server.CreateAsync(Roles.Caller, "beta")).Text);
    }

    public ValueTask DisposeAsync()
    {
        _acme.Dispose();
        _beta.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Escalate_DecisionOfAnotherTenant_IsForeign()
    {
        TriageResponse decision = await _acme.CallAsync<TriageResponse>("TriageService/Triage", Query);
        EscalateRequest request = new() { DecisionId = decision.DecisionId, Reason = EscalationReason.NotResolved };
        Assert.Contains(
            "DECISION_ID_FOREIGN", await _beta.FailAsync("TriageService/Escalate", request), StringComparison.Ordinal);
        Assert.NotEmpty((await _acme.CallAsync<EscalateResponse>("TriageService/Escalate", request)).DecisionId);
    }

    [Fact]
    public async Task ReportStatus_OfAnotherTenant_CountsForNothing()
    {
        string first = (await _beta.CallAsync<TriageResponse>("TriageService/Triage", Query)).Primary.Id;
        Timestamp soon = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddMinutes(10));
        await _acme.CallAsync<ReportStatusResponse>("ChannelService/ReportStatus", new ReportStatusRequest
        {
            Reports = { new ChannelStatus { Channel = first, State = ChannelState.Closed, ExpiresAt = soon } },
        });
        Assert.NotEqual(first, (await _acme.CallAsync<TriageResponse>("TriageService/Triage", Query)).Primary.Id);
        Assert.Equal(first, (await _beta.CallAsync<TriageResponse>("TriageService/Triage", Query)).Primary.Id);
        using JsonCaller.MessageStream watch = await _beta.OpenAsync(
            "ChannelService/WatchChannels", new WatchChannelsRequest(), TestContext.Current.CancellationToken);
        Assert.Empty((await watch.ReadAsync<WatchChannelsResponse>(TestContext.Current.CancellationToken))!.Statuses);
    }
}
