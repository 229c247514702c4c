using FsCheck;
using FsCheck.Fluent;
using Triage.Core.Routing;
using Triage.Core.Routing.Escalating;
using Triage.Core.Routing.Live;
using Triage.Core.Scoring;

namespace Triage.Core.Tests.Routing.Escalating;

public sealed class EscalatorTests
{
    private static readonly RoutingPolicy Policy = Policies.Default;
    private static readonly RoutingContext Noon = new() { Instant = Policies.Noon };

    [Theory]
    [InlineData("LML", EscalationReason.NotResolved, "live_chat", "a bot that did not help hands over to a person")]
    [InlineData("LML", EscalationReason.ChannelFailed, "live_chat", "the cell's second choice")]
    [InlineData("LML", EscalationReason.CustomerDeclined, "live_chat", "the cell's second choice")]
    [InlineData("LLL", EscalationReason.ChannelFailed, "chatbot", "a page that is down is no reason for a person yet")]
    [InlineData("MHM", EscalationReason.NotResolved, "live_chat", "the next person")]
    [InlineData("MHM", EscalationReason.WaitedTooLong, "callback", "who waited too long is called")]
    [InlineData("HHH", EscalationReason.WrongDepartment, "live_chat", "a visit is a day away and this is urgent")]
    public void Next_FirstFailure_GoesUp(string cell, EscalationReason reason, string expected, string because)
    {
        Attempt failed = First(cell);
        Escalator.Next(in failed, reason, in Noon, Policy, out Escalation escalation);
        string first = Policy.Ids(escalation.Decision.Offered)[0];
        Assert.True(first == expected, $"{because}: got {first}");
        Assert.Equal(2, escalation.Next.Number);
        Assert.Null(escalation.Promise);
    }

    [Fact]
    public void Next_SecondFailure_IsForPeopleOnly()
    {
        Attempt failed = First("LLL");
        Escalator.Next(in failed, EscalationReason.ChannelFailed, in Noon, Policy, out Escalation second);
        Attempt again = second.Next;
        Escalator.Next(in again, EscalationReason.ChannelFailed, in Noon, Policy, out Escalation third);
        Assert.False(second.NeedsPerson);
        Assert.True(third.NeedsPerson);
        Assert.Equal("live_chat", Policy.Ids(third.Decision.Offered)[0]);
    }

    [Fact]
    public void Next_WaitedTooLongInQuietHours_GoesWhereTheReportedWaitIsShortest()
    {
        RoutingContext context = Noon with
        {
            Zone = new TestZones().Find("Asia/Seoul"),
            Status = new LiveStatus(Policy, Policy.Channels.Select(c => new ChannelReport(
                c.Id,
                ChannelState.Busy,
                c.Id == "messaging" ? 4 : 9,
                null,
                Policies.Noon,
                Policies.Noon.AddMinutes(1)))),
        };
        Attempt failed = First("MHM");
        Escalator.Next(in failed, EscalationReason.WaitedTooLong, in context, Policy, out Escalation escalation);
        Assert.Equal("messaging", Policy.Ids(escalation.Decision.Offered)[0]);
    }

    [Fact]
    public void Next_EveryPersonTried_PromisesACallbackFromWhenItOpens()
    {
        RoutingContext night = new() { Instant = Policies.Noon.AddHours(14), Tried = Policy.People };
        Attempt failed = First("MHM");
        Escalator.Next(in failed, EscalationReason.NotResolved, in night, Policy, out Escalation escalation);
        Assert.Equal(0, escalation.Decision.Offered.Count);
        Assert.Equal(new Opening(Policy.Index("callback"), Policies.Noon.AddHours(19)), escalation.Promise);
        Assert.Equal(
            "after Phone: it did not resolve the matter, and nothing that was not tried is open: promise that a person "
            + "gets in touch by Callback, from 2026-06-11 11:00 UTC on",
            EscalationText.Of(in failed, EscalationReason.NotResolved, in escalation, Policy));
    }

    [Fact]
    public void Next_NoPersonInThePolicysReach_SaysSo()
    {
        RoutingContext context = Noon with { Excluded = Policy.People };
        Attempt failed = First("LML");
        Escalator.Next(in failed, EscalationReason.NotResolved, in context, Policy, out Escalation escalation);
        Assert.Null(escalation.Promise);
        Assert.EndsWith(
            "no person is within the customer's reach",
            EscalationText.Of(in failed, EscalationReason.NotResolved, in escalation, Policy),
            StringComparison.Ordinal);
    }

    /// <summary>
    /// Any conversation in which everything fails: no channel twice, never a step down, and a promise last.
    /// </summary>
    [Fact]
    public void Next_UntilTheEnd_ClimbsTheLadderOnceAndEndsWithAPromise() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        seed =>
        {
            (Score score, RoutingContext context) = new RandomContext(Policy, seed).Make();
            Random random = new(seed);
            Decision decision = Policy.Decide(score, context);
            if (decision.Offered.Count == 0)
            {
                return;
            }

            Attempt attempt = Attempt.Of(in score, in decision, context.Tried, 1);
            for (int step = 0; ; step++)
            {
                Assert.True(step <= Policy.Channels.Count);
                EscalationReason reason = (EscalationReason)random.Next(5);
                Escalator.Next(in attempt, reason, in context, Policy, out Escalation next);
                Assert.NotEmpty(EscalationText.Of(in attempt, reason, in next, Policy));
                if (next.Decision.Offered.Count == 0)
                {
                    bool canPromise = Policy.Channels.Any(c => Policy.People.Contains(c.Index)
                        && !context.Excluded.Contains(c.Index)
                        && (c.Document.Requires & context.Lacks) == Abilities.None);
                    Assert.Equal(canPromise, next.Promise is not null);
                    return;
                }

                for (int i = 0; i < next.Decision.Offered.Count; i++)
                {
                    int channel = next.Decision.Offered[i].Channel;
                    Assert.False(attempt.Tried.Contains(channel));
                    int before = Policy.Channels[attempt.Channel].AnsweredBy.Rank();
                    Assert.True(Policy.Channels[channel].AnsweredBy.Rank() >= before);
                }

                attempt = next.Next;
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Next_AnyAttempt_AllocatesNothing()
    {
        Attempt failed = First("MHM");
        int number = 0;
        Assert.Equal(0, Allocations.Of(() =>
        {
            Escalator.Next(in failed, EscalationReason.WaitedTooLong, in Noon, Policy, out Escalation escalation);
            number = escalation.Next.Number;
        }));
        Assert.Equal(2, number);
    }

    [Fact]
    public void Keys_Reasons_AreOneEach() =>
        Assert.Equal(
            Enum.GetValues<EscalationReason>().Length, EscalationText.Keys.Distinct(StringComparer.Ordinal).Count());

    private static Attempt First(string cell)
    {
        Score score = Scores.Of(cell, Job.Discuss);
        Decision decision = Policy.Decide(score);
        return Attempt.Of(in score, in decision, ChannelSet.Empty, 1);
    }
}
