using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;

namespace Triage.Core.Tests.Routing;

public sealed class RouterTests
{
    private static readonly string[] HumanFallbacks = ["live_chat", "phone", "messaging", "email"];

    [Fact]
    public void Decide_PrimaryExcluded_OffersTheSecondaryAndSaysWhy()
    {
        RoutingPolicy policy = Policies.Default;
        RoutingContext context = new() { Instant = Policies.Noon, Excluded = policy.Set("knowledge_base") };

        Decision decision = policy.Decide(Scores.Of("LLL"), context);

        Assert.Equal(["chatbot", .. HumanFallbacks], policy.Ids(decision.Offered));
        Assert.Equal(Reason.Secondary, decision.Offered[0].Reason);
        Assert.Equal(["knowledge_base"], policy.Ids(decision.PassedOver));
        Assert.Equal(Reason.NotAvailable, decision.PassedOver[0].Reason);
        Assert.Equal("the customer cannot use it", ReasonText.Of(decision.PassedOver[0], in decision, policy));
    }

    [Fact]
    public void Decide_CellAndFallbacksExcluded_OffersTheUsableChannelNearestToAPerson()
    {
        RoutingPolicy policy = Policies.Default;
        ChannelSet few = policy.Set("community", "sms", "in_app");
        RoutingContext context = new() { Instant = Policies.Noon, Excluded = policy.AllChannels.Except(few) };

        Decision decision = policy.Decide(Scores.Of("HHH"), context);

        Assert.Equal(["sms"], policy.Ids(decision.Offered));
        Assert.Equal(Reason.LastResort, decision.Offered[0].Reason);
    }

    [Fact]
    public void Decide_AllExcluded_OffersNothingAndNamesEveryReason()
    {
        RoutingPolicy policy = Policies.Default;
        RoutingContext context = new() { Instant = Policies.Noon, Excluded = policy.AllChannels };

        Decision decision = policy.Decide(Scores.Of("LLL"), context);

        Assert.Equal(0, decision.Offered.Count);
        Assert.Equal(["knowledge_base", "chatbot", .. HumanFallbacks], policy.Ids(decision.PassedOver));
        Assert.Equal(0, decision.Confidence);
        Assert.False(decision.Asks);
    }

    [Fact]
    public void Decide_ChannelClosed_IsPassedOver()
    {
        RoutingPolicy policy = Policies.Default;
        RoutingContext night = new() { Instant = Policies.Noon.AddHours(14) };

        Decision decision = policy.Decide(Scores.Of("HML", Job.Discuss), night);

        Assert.Equal("phone", policy.Ids(decision.Offered)[0]);
        Assert.Equal("callback", policy.Ids(decision.PassedOver)[0]);
        Assert.Equal(Reason.Closed, decision.PassedOver[0].Reason);
    }

    [Fact]
    public void Decide_PersonWished_OffersPeopleOnly()
    {
        RoutingPolicy policy = Policies.Default;

        Decision decision = policy.Decide(Scores.Of("LLL", wantsPerson: true));

        Assert.Equal(HumanFallbacks, policy.Ids(decision.Offered));
        Assert.Equal(["knowledge_base", "chatbot"], policy.Ids(decision.PassedOver));
        Assert.Equal(Reason.NotAPerson, decision.PassedOver[0].Reason);
        Assert.False(decision.NoPersonUsable);
        Assert.Equal(1, decision.Confidence);
    }

    [Fact]
    public void Decide_PersonWishedAndNoneUsable_OffersWhatThereIsAndSaysSo()
    {
        RoutingPolicy policy = Policies.Default;
        RoutingContext context = new() { Instant = Policies.Noon, Excluded = policy.People };

        Decision decision = policy.Decide(Scores.Of("LLL", wantsPerson: true), context);

        Assert.Equal(["knowledge_base", "chatbot"], policy.Ids(decision.Offered));
        Assert.True(decision.NoPersonUsable);
    }

    [Fact]
    public void Decide_PersonWishedAndOverrideNamesTheWish_ObeysTheOverride()
    {
        RoutingPolicy policy = Policies.With(
            Override("sends-away", new() { Cells = [Cell.At(0)], WantsPerson = true }, "knowledge_base"),
            Override("does-not-name-it", new() { Cells = [Cell.At(1)] }, "community"));

        Assert.Equal("knowledge_base", policy.Ids(policy.Decide(Scores.Of("LLL", wantsPerson: true)).Offered)[0]);
        Assert.Equal("live_chat", policy.Ids(policy.Decide(Scores.Of("LLM", wantsPerson: true)).Offered)[0]);
    }

    [Theory]
    [InlineData("2026-05-31T23:59:59Z", "faq")]
    [InlineData("2026-06-01T00:00:00Z", "bot")]
    [InlineData("2026-08-31T23:59:59Z", "bot")]
    [InlineData("2026-09-01T00:00:00Z", "faq")]
    public void Decide_DatedOverride_AppliesFromItsFirstInstantUntilItsLast(string instant, string expected)
    {
        RoutingPolicy policy = Policies.Compile(Policies.Binary);
        RoutingContext context = new() { Instant = DateTimeOffset.Parse(instant, null) };
        Assert.Equal(expected, policy.Ids(policy.Decide(Scores.Of("LLL"), context).Offered)[0]);
    }

    [Fact]
    public void Decide_UnintelligibleText_AsksAndBringsAPersonIntoReach()
    {
        Score score = Scores.Of("LLL");
        score.Caveats = Caveats.TextUnintelligible;

        Decision decision = Policies.Default.Decide(score);

        Assert.True(decision.Asks);
        Assert.True(decision.OffersPerson);
        Assert.Equal(["knowledge_base", "live_chat", "chatbot"], Policies.Default.Ids(decision.Offered)[..3]);
        Assert.Equal(Reason.PersonInDoubt, decision.Offered[1].Reason);
    }

    [Theory]
    [InlineData(0.60f, false, false)]
    [InlineData(0.50f, true, false)]
    [InlineData(0.30f, true, true)]
    public void Decide_Confidence_SumsTheCellsThatLeadToTheChannelAndSetsTheBars(
        float low, bool asks, bool offersPerson)
    {
        // On effort, LLL, LLM and LLH lead to three channels: the confidence is the probability of low effort.
        Score score = Scores.Of("LLL", Job.Discuss);
        score.Dimensions[Dimension.Effort] = new DimensionScore(Level.Low, 0, low, (1 - low) / 2, (1 - low) / 2);

        Decision decision = Policies.Default.Decide(score);

        Assert.Equal(low, decision.Confidence, 1e-6);
        Assert.Equal(asks, decision.Asks);
        Assert.Equal(offersPerson, decision.OffersPerson);
    }

    [Fact]
    public void Decide_CellsThatLeadToOneChannel_CountTogether()
    {
        // LHM and MHM both lead to the phone: doubt between them is no doubt about the channel.
        Score score = Scores.Of("LHM", Job.Discuss);
        score.Dimensions[Dimension.Complexity] = new DimensionScore(Level.Low, 0, 0.5f, 0.5f, 0);
        Assert.Equal(1, Policies.Default.Decide(score).Confidence, 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(1_000)]
    public void Decide_ManyOverrides_TheFirstThatAppliesWins(int count)
    {
        OverrideDocument[] overrides = [.. Enumerable.Range(0, count).Select(i => Override(
            $"o{i}", new() { Cells = [Cell.At(i % 27)], Jobs = [(Job)(i / 27 % 6)], Workflows = [(Workflow)(i / 162)] },
            i % 2 == 0 ? "video" : "branch"))];
        RoutingPolicy policy = Policies.With(overrides);
        foreach (Score score in AllScores())
        {
            int index = (int)score.Workflow * 162 + ((int)score.MainJob * 27) + Cell.Of(in score).Index;
            Assert.Equal(index < count ? index : -1, policy.Decide(score).Override);
        }
    }

    [Fact]
    public void Decide_AnyInput_AllocatesNothing()
    {
        RoutingPolicy policy = Policies.Default;
        Score[] scores = [.. AllScores()];
        RoutingContext context = new() { Instant = Policies.Noon };
        int offered = 0;
        Assert.Equal(0, Allocations.Of(() =>
        {
            foreach (ref Score score in scores.AsSpan())
            {
                Router.Decide(in score, in context, policy, out Decision decision);
                Clarifier.TryAsk(in score, in context, policy, out _);
                offered += decision.Offered.Count;
            }
        }));
        Assert.True(offered > 0);
    }

    [Fact]
    public void Decide_SameInput_GivesTheSameDecision()
    {
        RoutingContext context = new() { Instant = Policies.Noon };
        Score score =
            Scores.Inferred(Scores.Policy, 0.7f, 1.3f, 0.9f, 1.1f, 0.4f, 0.6f, 1.9f, 0.2f, 0.5f, 1.5f, 1f, 0.1f);
        Decision first = Policies.Default.Decide(score, context);
        for (int i = 0; i < 10_000; i++)
        {
            Router.Decide(in score, in context, Policies.Default, out Decision decision);
            Assert.Equal(Policies.Default.Ids(first.Offered), Policies.Default.Ids(decision.Offered));
            Assert.Equal(first.Confidence, decision.Confidence);
        }
    }

    [Fact]
    public void Of_Reasons_AreAllPutIntoWords()
    {
        Decision decision = Policies.Default.Decide(Scores.Of("LLL"));
        string[] texts = [.. Enum.GetValues<Reason>()
            .Select(reason => ReasonText.Of(new Placement(0, reason, 40), in decision, Policies.Default))];
        Assert.DoesNotContain("", texts);
        Assert.Equal(texts.Length, texts.Distinct().Count());
        Assert.StartsWith("cell LLL: ", texts[0], StringComparison.Ordinal);
    }

    private static OverrideDocument Override(string id, ConditionDocument when, string primary) =>
        new() { Id = id, When = when, Primary = primary, Why = "a test" };

    private static IEnumerable<Score> AllScores() =>
        from cell in Enumerable.Range(0, Cell.Count)
        from job in Enum.GetValues<Job>()
        from workflow in Enum.GetValues<Workflow>()
        select Scores.Of(Cell.At(cell), job, workflow);
}
