using Triage.EndToEnd.Tests.Policies;
using Triage.V1;

namespace Triage.EndToEnd.Tests;

/// <summary>Why decisions were as they were, over the wire.</summary>
public sealed class ExplainTests : IAsyncLifetime
{
    private const string Decide = "TriageService/Triage";
    private const string Explain = "TriageService/Explain";

    private ServerProcess? _server;
    private JsonCaller? _caller;

    private JsonCaller Caller => _caller!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync();
        _caller = new JsonCaller(_server.Http);
    }

    public async ValueTask DisposeAsync()
    {
        _caller?.Dispose();
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task Explain_EveryRequest_ComesToTheSameDecisionStepByStep()
    {
        foreach (TriageRequest request in Requests.All)
        {
            TriageResponse decision = await Caller.CallAsync<TriageResponse>(Decide, request);
            ExplainResponse explained = await ExplainAsync(decision.DecisionId, request);
            Assert.True(explained.SameRequest && explained.SameDecision, explained.ToString());
            decision.Explanation = explained.Decision.Explanation;
            Assert.Equal(decision, explained.Decision);
            Assert.NotNull(explained.Decision.Explanation);
            Assert.Equal(
                ["decision", "policy", "score", "cell", "override", "offered"],
                explained.Steps.Select(step => step.About)
                    .Where(about => about is not ("passed_over" or "person")).Distinct());
            Assert.Equal(decision.PassedOver.Count, explained.Steps.Count(step => step.About == "passed_over"));
            Assert.Equal(decision.WantsPerson, explained.Steps.Any(step => step.About == "person"));
        }
    }

    [Fact]
    public async Task Explain_OverridesMet_AreNamedAndTheFirstApplied()
    {
        TriageRequest request = new()
        {
            Text = "My charger caught fire and burned my hand, this is outrageous!!",
            Context = new Context { Attributes = { ["tier"] = "gold" } },
        };
        TriageResponse decision = await Caller.CallAsync<TriageResponse>(Decide, request);
        ExplainResponse explained = await ExplainAsync(decision.DecisionId, request);
        Assert.Equal("safety-first", explained.Overrides[0].Id);
        Assert.Equal(
            [true, .. Enumerable.Repeat(false, explained.Overrides.Count - 1)],
            explained.Overrides.Select(considered => considered.Applied));
        Assert.Contains(explained.Overrides, considered => considered.Id == "gold-waits-for-nobody");
        Assert.Contains("'safety-first', decides", Text(explained, "override"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_AnotherRequest_SaysSoAndExplainsTheIdOnly()
    {
        TriageRequest request = new() { Text = "Where is my order?" };
        TriageResponse decision = await Caller.CallAsync<TriageResponse>(Decide, request);
        ExplainResponse other = await ExplainAsync(
            decision.DecisionId, new TriageRequest { Text = "Where is my order!" });
        Assert.False(other.SameRequest || other.SameDecision);
        Assert.Null(other.Decision);
        Assert.Contains("not the one that was decided", Text(other, "difference"), StringComparison.Ordinal);
        request.Explain = true;
        Assert.True((await ExplainAsync(decision.DecisionId, request)).SameDecision);
    }

    [Fact]
    public async Task Explain_PolicyPublishedSince_TheVersionOfThatTimeDecidesAgain()
    {
        using PolicyClient policies = new(_server!);
        string builtIn = (await policies.GetAsync()).Document;
        TriageRequest request = new() { Text = "Where is my order?" };
        TriageResponse decision = await Caller.CallAsync<TriageResponse>(Decide, request);
        await policies.PublishAsync(PolicyClient.Everywhere(builtIn, "callback", "live_chat"));
        ExplainResponse explained = await ExplainAsync(decision.DecisionId, request);
        Assert.True(explained.SameDecision, explained.ToString());
        Assert.Equal((0, decision.Primary), (explained.Decision.PolicyVersion, explained.Decision.Primary));
    }

    [Fact]
    public async Task Explain_ReportThatIsNotKnownAnyMore_SaysWhatDiffers()
    {
        TriageRequest request = new() { Text = "There is smoke coming out of the charger, what do I do" };
        string first = (await Caller.CallAsync<TriageResponse>(Decide, request)).Primary.Id;
        await ReportAsync(first, ChannelState.Closed);
        TriageResponse decision = await Caller.CallAsync<TriageResponse>(Decide, request);
        Assert.True((await ExplainAsync(decision.DecisionId, request)).SameDecision);
        await ReportAsync(first, ChannelState.Open);
        ExplainResponse explained = await ExplainAsync(decision.DecisionId, request);
        Assert.True(explained.SameRequest && !explained.SameDecision, explained.ToString());
        Assert.StartsWith("first channel: was ", Text(explained, "difference"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_EscalatedDecision_NamesWhatWasTried()
    {
        TriageRequest request = new() { Text = "Where is my order?" };
        TriageResponse decision = await Caller.CallAsync<TriageResponse>(Decide, request);
        EscalateResponse next = await Caller.CallAsync<EscalateResponse>(
            "TriageService/Escalate",
            new EscalateRequest { DecisionId = decision.DecisionId, Reason = EscalationReason.NotResolved });
        ExplainResponse explained = await ExplainAsync(next.DecisionId, request);
        Assert.True(explained.SameRequest && explained.SameDecision, explained.ToString());
        string escalation = Text(explained, "escalation");
        Assert.Contains(decision.Primary.Name, escalation, StringComparison.Ordinal);
        Assert.EndsWith($"now {next.Primary.Name}", escalation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_SeveralFaults_AllAreNamedAtOnce()
    {
        Assert.Contains(
            "request: expected",
            await Caller.FailAsync(Explain, new ExplainRequest { DecisionId = "x" }),
            StringComparison.Ordinal);
        string error = await Caller.FailAsync(
            Explain, new ExplainRequest { Request = new TriageRequest { Language = "?" } });
        string[] fields = ["decision_id: expected", "request.text: expected", "request.language: expected"];
        foreach (string field in fields)
        {
            Assert.Contains(field, error, StringComparison.Ordinal);
        }

        ExplainRequest forged = new() { DecisionId = new string('A', 92), Request = new TriageRequest { Text = "hi" } };
        Assert.Contains("DECISION_ID_MALFORMED", await Caller.FailAsync(Explain, forged), StringComparison.Ordinal);
    }

    private static string Text(ExplainResponse explained, string about) =>
        Assert.Single(explained.Steps, step => step.About == about).Text;

    private Task<ExplainResponse> ExplainAsync(string id, TriageRequest request) =>
        Caller.CallAsync<ExplainResponse>(Explain, new ExplainRequest { DecisionId = id, Request = request });

    private Task<ReportStatusResponse> ReportAsync(string channel, ChannelState state) =>
        Caller.CallAsync<ReportStatusResponse>("ChannelService/ReportStatus", new ReportStatusRequest
        {
            Reports =
            {
                new ChannelStatus
                {
                    Channel = channel,
                    State = state,
                    ExpiresAt = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(
                        TimeProvider.System.GetUtcNow().AddMinutes(10)),
                },
            },
        });
}
