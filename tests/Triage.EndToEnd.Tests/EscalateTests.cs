using Google.Protobuf.WellKnownTypes;
using Triage.Core.Routing.Escalating;
using Triage.EndToEnd.Tests.Policies;
using Triage.V1;
using EscalationReason = Triage.V1.EscalationReason;

namespace Triage.EndToEnd.Tests;

/// <summary>What follows decisions that did not work out, over the wire, with a key that the test knows.</summary>
public sealed class EscalateTests(EscalateTests.Server server) : IClassFixture<EscalateTests.Server>, IDisposable
{
    private const string Decide = "TriageService/Triage";
    private const string Escalate = "TriageService/Escalate";
    private const string Query = "I was charged twice for my order and nobody can tell me why";

    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly DecisionIdCodec Codec = new(
        new DecisionIdKey(7, Secret), [], DecisionIdCodec.DefaultLifetime);
    private static readonly Timestamp Noon = Timestamp.FromDateTimeOffset(new(2026, 6, 10, 16, 0, 0, TimeSpan.Zero));

    private JsonCaller Caller { get; set; } = new(server.Process.Http);

    public void Dispose() => Caller.Dispose();

    [Fact]
    public async Task Escalate_UntilTheEnd_NoChannelTwiceThenAPromiseThenALoopIsRefused()
    {
        TriageResponse decision = await DecideAsync();
        HashSet<string> tried = [decision.Primary.Id];
        string id = decision.DecisionId;
        EscalateResponse next;
        int attempt = 1;
        for (next = await EscalateAsync(id); next.Primary is not null; next = await EscalateAsync(id))
        {
            string[] offered =
            [
                .. new[] { next.Primary, next.Secondary }.Concat(next.Fallbacks)
                    .OfType<RoutedChannel>().Select(channel => channel.Id),
            ];
            Assert.Empty(offered.Intersect(tried, StringComparer.Ordinal));
            Assert.Equal((++attempt, decision.Cell), (next.Attempt, next.Cell));
            Assert.StartsWith("after ", next.Reason, StringComparison.Ordinal);
            Assert.True(next.NeedsPerson);
            Assert.NotEmpty(next.WorkflowEntry.NextStep.Name);
            Assert.InRange(next.DecisionId.Length, 1, 96);
            tried.Add(next.Primary.Id);
            id = next.DecisionId;
        }

        Assert.InRange(tried.Count, 3, 18);
        string error = "";
        for (int promises = 0; error.Length == 0; promises++)
        {
            Assert.Equal("callback", next.Promise.Channel);
            Assert.True(next.Promise.At.ToDateTimeOffset() >= Noon.ToDateTimeOffset());
            Assert.Contains("promise that a person gets in touch", next.Reason, StringComparison.Ordinal);
            Assert.InRange(promises, 0, 20);
            EscalateRequest again = Request(next.DecisionId);
            if (next.Attempt >= 21)
            {
                error = await Caller.FailAsync(Escalate, again);
            }
            else
            {
                next = await Caller.CallAsync<EscalateResponse>(Escalate, again);
            }
        }

        Assert.Contains("ESCALATION_LOOP", error, StringComparison.Ordinal);
        Assert.Contains("decision_id: expected at most 21 attempts", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EscalationReason.NotResolved, true)]
    [InlineData(EscalationReason.WrongDepartment, true)]
    [InlineData(EscalationReason.CustomerDeclined, false)]
    [InlineData(EscalationReason.ChannelFailed, false)]
    [InlineData(EscalationReason.WaitedTooLong, false)]
    public async Task Escalate_FromSelfService_ReasonDecidesWhetherAPersonIsNeeded(
        EscalationReason reason, bool needsPerson)
    {
        TriageResponse decision = await DecideAsync("What are your opening hours on Saturday?");
        Assert.NotEqual(ChannelKind.Assisted, decision.Primary.Kind);
        EscalateResponse next = await EscalateAsync(decision.DecisionId, reason);
        Assert.Equal(needsPerson, next.NeedsPerson);
        Assert.NotEqual(decision.Primary.Id, next.Primary.Id);
        Assert.Equal(next.Primary, (await EscalateAsync(decision.DecisionId, reason)).Primary);
    }

    [Fact]
    public async Task Escalate_NewCircumstances_AreHeeded()
    {
        TriageResponse decision = await DecideAsync();
        EscalateRequest request = Request(decision.DecisionId);
        string first = (await Caller.CallAsync<EscalateResponse>(Escalate, request)).Primary.Id;
        request.Context.TriedChannels.Add([first, "pigeon"]);
        EscalateResponse other = await Caller.CallAsync<EscalateResponse>(Escalate, request);
        Assert.NotEqual(first, other.Primary.Id);
        Assert.Equal("context.tried_channels[1]", Assert.Single(other.Warnings).Field);
    }

    public static TheoryData<string, string> BadIds
    {
        get
        {
            DecisionToken good = Token();
            string id = Codec.Encode(in good);
            DecisionToken foreign = good with { Tenant = DecisionIdCodec.Mark("somebody else") };
            DecisionToken expired = good with { DecidedAt = good.DecidedAt.AddDays(-30) };
            DecisionToken future = good with { DecidedAt = good.DecidedAt.AddMinutes(5) };
            DecisionToken other = good with { Policy = DecisionIdCodec.Mark("winter") };
            DecisionToken gone = good with { PolicyVersion = 17 };
            string unknownKey =
                new DecisionIdCodec(new DecisionIdKey(8, Secret), [], DecisionIdCodec.DefaultLifetime).Encode(in good);
            string forged = string.Concat(id.AsSpan(0, 40), id[40] == 'A' ? "B" : "A", id.AsSpan(41));
            return new()
            {
                { id[..91], "DECISION_ID_MALFORMED" },
                { id + "A", "DECISION_ID_MALFORMED" },
                { "order-4711", "DECISION_ID_MALFORMED" },
                { unknownKey, "DECISION_ID_UNKNOWN_KEY" },
                { forged, "DECISION_ID_FORGED" },
                { Codec.Encode(in foreign), "DECISION_ID_FOREIGN" },
                { Codec.Encode(in expired), "DECISION_ID_EXPIRED" },
                { Codec.Encode(in future), "DECISION_ID_FROM_THE_FUTURE" },
                { Codec.Encode(in other), "POLICY_UNKNOWN" },
                { Codec.Encode(in gone), "POLICY_NOT_FOUND" },
            };
        }
    }

    [Theory]
    [MemberData(nameof(BadIds), DisableDiscoveryEnumeration = true)]
    public async Task Escalate_BadId_IsRefusedWithAReasonOfItsOwn(string id, string reason)
    {
        string error = await Caller.FailAsync(Escalate, Request(id));
        Assert.Contains($"\"{reason}\"", error, StringComparison.Ordinal);
        Assert.Contains(
            reason == "POLICY_NOT_FOUND" ? "there is no version 17" : "decision_id: expected",
            error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Escalate_SeveralFaults_AllAreNamedAtOnce()
    {
        string error = await Caller.FailAsync(
            Escalate, new EscalateRequest { Context = new Context { TimeZone = "Mars/Olympus" } });
        string[] fields =
            ["decision_id: expected", "reason: expected one of ESCALATION_REASON_NOT_RESOLVED", "context.time_zone"];
        foreach (string field in fields)
        {
            Assert.Contains(field, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Escalate_DecisionThatOfferedNothing_IsRefused()
    {
        TriageRequest request = new()
        {
            Text = Query,
            Context = new Context { Instant = Noon, AvailableChannels = { "phone" }, TriedChannels = { "phone" } },
        };
        TriageResponse decision = await Caller.CallAsync<TriageResponse>(Decide, request);
        Assert.Null(decision.Primary);
        Assert.Contains(
            "ESCALATION_WITHOUT_CHANNEL",
            await Caller.FailAsync(Escalate, Request(decision.DecisionId)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Escalate_PolicyPublishedSince_TheVersionThatDecidedGoesOnAlsoAfterARestart()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("triage-");
        string id;
        await using (ServerProcess first = await StartAsync(folder))
        {
            using PolicyClient policies = new(first);
            UseCaller(first);
            string builtIn = (await policies.GetAsync()).Document;
            await policies.PublishAsync(PolicyClient.Everywhere(builtIn, "messaging", "phone"));
            TriageResponse decision = await DecidedByAsync(version: 1);
            Assert.Equal("messaging", decision.Primary.Id);
            id = decision.DecisionId;
            await policies.PublishAsync(PolicyClient.Everywhere(builtIn, "callback", "live_chat"));
            await DecidedByAsync(version: 2);
            EscalateResponse next = await EscalateAsync(id);
            Assert.Equal((1, "phone"), (next.PolicyVersion, next.Primary.Id));
        }

        await using (ServerProcess second = await StartAsync(folder))
        {
            UseCaller(second);
            Assert.Equal("phone", (await EscalateAsync(id)).Primary.Id);
        }

        folder.Delete(recursive: true);
    }

    private static DecisionToken Token() => new()
    {
        Tenant = DecisionIdCodec.Mark("default"),
        Policy = DecisionIdCodec.Mark("default"),
        DecidedAt = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()),
        Attempt = new Attempt { Number = 1, Tried = Core.Routing.ChannelSet.Of(0), Override = -1 },
    };

    private static EscalateRequest Request(string id, EscalationReason reason = EscalationReason.NotResolved) =>
        new() { DecisionId = id, Reason = reason, Context = new Context { Instant = Noon } };

    private Task<EscalateResponse> EscalateAsync(string id, EscalationReason reason = EscalationReason.NotResolved) =>
        Caller.CallAsync<EscalateResponse>(Escalate, Request(id, reason));

    private Task<TriageResponse> DecideAsync(string text = Query) =>
        Caller.CallAsync<TriageResponse>(
            Decide, new TriageRequest { Text = text, Context = new Context { Instant = Noon } });

    private async Task<TriageResponse> DecidedByAsync(int version)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (true)
        {
            TriageResponse decision = await DecideAsync();
            if (decision.PolicyVersion == version)
            {
                return decision;
            }

            await Task.Delay(10, limit.Token);
        }
    }

    private void UseCaller(ServerProcess process)
    {
        Caller.Dispose();
        Caller = new JsonCaller(process.Http);
    }

    private static Task<ServerProcess> StartAsync(DirectoryInfo? folder = null) => ServerProcess.StartAsync(
        ["--DecisionIds:Keys:0:Id=7", $"--DecisionIds:Keys:0:Secret={Convert.ToBase64String(Secret)}"],
        data: folder?.FullName);

    /// <summary>One service for all tests that publish nothing.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private ServerProcess? _process;

        internal ServerProcess Process => _process!;

        public async ValueTask InitializeAsync() => _process = await StartAsync();

        public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
