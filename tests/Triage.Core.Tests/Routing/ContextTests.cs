using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Routing.Live;
using Triage.Core.Scoring;

namespace Triage.Core.Tests.Routing;

/// <summary>
/// What the circumstances change: inbound channel, abilities, language, attempts, hours, live status.
/// </summary>
public sealed class ContextTests
{
    private static readonly RoutingPolicy Policy = Policies.Default;

    [Theory]
    [InlineData("MMM", "phone", "phone", "an agent is already on the line")]
    [InlineData("LLL", "chatbot", "chatbot", "the bot answers as well as the knowledge base")]
    [InlineData("LLL", "email", "knowledge_base", "an e-mail takes a day, the page four minutes")]
    [InlineData("MML", "chatbot", "live_chat", "a person is needed")]
    [InlineData("MHM", "live_chat", "phone", "at high severity the matrix knows best")]
    [InlineData("LLL", "knowledge_base", "knowledge_base", "already there")]
    public void Decide_InboundChannel_MovesTheCustomerOnlyForAGain(
        string cell, string inbound, string expected, string because)
    {
        RoutingContext context = Context() with { InboundChannel = Policy.Index(inbound) };
        string first = Policy.Ids(Policy.Decide(Scores.Of(cell, Job.Discuss), context).Offered)[0];
        Assert.True(first == expected, $"{because}: got {first}");
    }

    [Fact]
    public void Decide_StayingPut_SaysWhyAndKeepsTheCellsChannelsBehind()
    {
        RoutingContext context = Context() with { InboundChannel = Policy.Index("phone") };
        Decision decision = Policy.Decide(Scores.Of("MML", Job.Discuss), context);
        Assert.Equal(["phone", "live_chat", "messaging"], Policy.Ids(decision.Offered)[..3]);
        Assert.Equal(Reason.NoGainInMoving, decision.Offered[0].Reason);
        Assert.Equal(Reason.Primary, decision.Offered[1].Reason);
    }

    [Fact]
    public void Decide_OverrideApplies_IsNotStayedAwayFrom()
    {
        RoutingContext context = Context() with { InboundChannel = Policy.Index("phone") };
        Score vent = Scores.Of("LML", Job.Vent);
        Assert.Equal("live_chat", Policy.Ids(Policy.Decide(vent, context).Offered)[0]);
    }

    [Fact]
    public void Decide_CustomerCannotHear_OffersNoVoice()
    {
        RoutingContext context = Context() with { Lacks = Abilities.Hearing };
        for (int cell = 0; cell < Cell.Count; cell++)
        {
            Decision decision = Policy.Decide(Scores.Of(Cell.At(cell)), context);
            Assert.True(decision.Offered.Count > 0);
            Assert.Empty(
                Policy.Ids(decision.Offered).Intersect(["phone", "callback", "video", "co_browse", "voice_assistant"]));
        }

        Decision urgent = Policy.Decide(Scores.Of("HHH"), context);
        Assert.Equal(Reason.AbilityLacking, urgent.PassedOver[0].Reason);
    }

    [Fact]
    public void Decide_TriedBefore_IsNeverOfferedAgain()
    {
        RoutingContext context = Context() with { Tried = Policy.Set("knowledge_base", "live_chat") };
        Decision decision = Policy.Decide(Scores.Of("LLL"), context);
        Assert.Equal(["chatbot", "phone", "messaging", "email"], Policy.Ids(decision.Offered));
        Assert.Equal(Reason.AlreadyTried, decision.PassedOver[0].Reason);
    }

    [Theory]
    [InlineData(Language.English, "live_chat")]
    [InlineData(Language.Korean, "messaging")]
    [InlineData(Language.Japanese, "live_chat")]
    public void Decide_CustomersLanguage_PrefersAChannelThatSpeaksItWhenOneDoes(Language language, string expected)
    {
        PolicyDocument document = Policy.Document with
        {
            Channels = [.. Policy.Document.Channels.Select(c => c with
            {
                Languages = c.Id == "messaging" ? [Language.English, Language.Korean] : [Language.English],
            })],
            Overrides = [],
        };
        RoutingPolicy policy = Policies.Compile(document);
        RoutingContext context = Context() with { Language = language };

        Decision decision = policy.Decide(Scores.Of("MML", Job.Discuss), context);

        Assert.Equal(expected, policy.Ids(decision.Offered)[0]);
        if (language == Language.Korean)
        {
            Assert.Equal(Reason.LanguageNotSpoken, decision.PassedOver[0].Reason);
        }
    }

    [Fact]
    public void Decide_QuietHoursOfTheCustomer_DoNotCallOut()
    {
        RoutingContext context = Context() with { Zone = new TestZones().Find("Asia/Seoul") };
        Decision decision = Policy.Decide(Scores.Of("HML", Job.Discuss), context);
        Assert.Equal("phone", Policy.Ids(decision.Offered)[0]);
        Assert.Equal(Reason.QuietHours, decision.PassedOver[0].Reason);
    }

    [Fact]
    public void Decide_ReportedClosed_IsPassedOverUntilTheReportExpires()
    {
        LiveStatus status = Status(
            new ChannelReport("phone", ChannelState.Closed, 0, null, Policies.Noon, Policies.Noon.AddMinutes(5)));
        Assert.Equal("callback", First("HHL", status, Policies.Noon));
        Assert.Equal("phone", First("HHL", status, Policies.Noon.AddMinutes(5)));
        Assert.Equal("phone", First("HHL", status, Policies.Noon.AddMinutes(-1)));
    }

    [Fact]
    public void Decide_ReportOfTheSameMillisecond_Counts()
    {
        LiveStatus status = Status(new ChannelReport(
            "phone", ChannelState.Closed, 0, null, Policies.Noon.AddMicroseconds(900), Policies.Noon.AddMinutes(5)));
        Assert.Equal("callback", First("HHL", status, Policies.Noon));
        Assert.Equal("phone", First("HHL", status, Policies.Noon.AddMilliseconds(-1)));
    }

    [Fact]
    public void Decide_ReportedFull_CountsAsClosed()
    {
        LiveStatus status = Status(Report("phone", 1) with { Capacity = 0 });
        Decision decision = Decide("HHL", status, Policies.Noon);
        Assert.Equal(Reason.ReportedClosed, decision.PassedOver[0].Reason);
    }

    [Fact]
    public void Decide_QueueTooLongForTheSeverity_OffersWhatIsQuickAndSaysTheWait()
    {
        LiveStatus status = Status(Report("phone", 40));

        Decision urgent = Decide("HHL", status, Policies.Noon);
        Assert.Equal(["callback", "live_chat", "messaging"], Policy.Ids(urgent.Offered));
        Assert.Equal(10, urgent.Offered[0].WaitMinutes);
        Assert.Equal(["phone", "email"], Policy.Ids(urgent.PassedOver));
        Assert.Equal(Reason.WaitTooLong, urgent.PassedOver[0].Reason);
        Assert.Equal(40, urgent.PassedOver[0].WaitMinutes);

        Decision calm = Decide("HMM", status, Policies.Noon);
        Assert.Equal("phone", Policy.Ids(calm.Offered)[0]);
        Assert.Equal(40, calm.Offered[0].WaitMinutes);
    }

    [Fact]
    public void Decide_EveryQueueTooLong_OffersThePrimaryRatherThanNothing()
    {
        LiveStatus status = Status([.. Policy.Channels.Select(c => Report(c.Id, 600))]);
        Decision decision = Decide("HHL", status, Policies.Noon);
        Assert.Equal("phone", Policy.Ids(decision.Offered)[0]);
        Assert.Equal(600, decision.Offered[0].WaitMinutes);
    }

    [Fact]
    public void NextOpening_NothingUsable_NamesTheFirstToOpen()
    {
        RoutingContext context = Context() with
        {
            Instant = Policies.Noon.AddHours(14), // 02:00 in New York
            Excluded = Policy.AllChannels.Except(Policy.Set("callback", "branch", "video")),
        };
        Assert.Equal(0, Policy.Decide(Scores.Of("HML"), context).Offered.Count);

        Opening? opening = Router.NextOpening(in context, Policy);

        Assert.Equal(new Opening(Policy.Index("callback"), Policies.Noon.AddHours(19)), opening);
    }

    [Fact]
    public void NextOpening_ReportedClosed_WaitsForTheReportToExpire()
    {
        RoutingContext context = Context() with
        {
            Excluded = Policy.AllChannels.Except(Policy.Set("phone")),
            Status = Status(
                new ChannelReport("phone", ChannelState.Closed, 0, null, Policies.Noon, Policies.Noon.AddHours(2))),
        };
        Assert.Equal(Policies.Noon.AddHours(2), Router.NextOpening(in context, Policy)!.Value.At);
    }

    [Fact]
    public void NextOpening_NothingLeft_IsNever()
    {
        RoutingContext context = Context() with { Excluded = Policy.AllChannels };
        Assert.Null(Router.NextOpening(in context, Policy));
    }

    private static RoutingContext Context() => new() { Instant = Policies.Noon };

    private static LiveStatus Status(params ChannelReport[] reports) => new(Policy, reports);

    private static ChannelReport Report(string channel, double wait) => new(
        channel, ChannelState.Busy, wait, null, Policies.Noon.AddMinutes(-1), Policies.Noon.AddMinutes(1));

    private static Decision Decide(string cell, LiveStatus status, DateTimeOffset instant) =>
        Policy.Decide(Scores.Of(cell, Job.Discuss), new RoutingContext { Instant = instant, Status = status });

    private static string First(string cell, LiveStatus status, DateTimeOffset instant) =>
        Policy.Ids(Decide(cell, status, instant).Offered)[0];
}
