using FsCheck;
using FsCheck.Fluent;
using Triage.Core.Routing;
using Triage.Core.Routing.Live;
using Triage.Core.Scoring;

namespace Triage.Core.Tests.Routing;

/// <summary>What holds for any score in any circumstances.</summary>
public sealed class ContextLawTests
{
    private static readonly RoutingPolicy Policy = Policies.Default;

    private static readonly Config Thousand = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    [Fact]
    public void Decide_AnyCircumstances_OffersAChannelFirstWhenOneIsUsable() => Check((score, context) =>
        Policy.Decide(score, context).Offered.Count > 0 == !Usable(context).IsEmpty);

    [Fact]
    public void Decide_AnyCircumstances_OffersOnlyUsableChannels() => Check((score, context) =>
    {
        Decision decision = Policy.Decide(score, context);
        ChannelSet usable = Usable(context);
        return All(decision.Offered, p => usable.Contains(p.Channel));
    });

    [Fact]
    public void Decide_AnyCircumstances_PlacesNoChannelTwice() => Check((score, context) =>
    {
        Decision decision = Policy.Decide(score, context);
        string[] ids = [.. Policy.Ids(decision.Offered), .. Policy.Ids(decision.PassedOver)];
        return ids.Distinct(StringComparer.Ordinal).Count() == ids.Length;
    });

    [Fact]
    public void Decide_AnyCircumstances_GivesPassedOverAReasonThatIsTrue() => Check((score, context) =>
    {
        Decision decision = Policy.Decide(score, context);
        ChannelSet usable = Usable(context);
        return All(decision.PassedOver, p => p.Reason switch
        {
            Reason.NotAvailable => context.Excluded.Contains(p.Channel),
            Reason.AlreadyTried => context.Tried.Contains(p.Channel),
            Reason.NotAPerson => score.WantsPerson && !Policy.People.Contains(p.Channel),
            Reason.WaitTooLong or Reason.LanguageNotSpoken => usable.Contains(p.Channel),
            >= Reason.NotAvailable => !usable.Contains(p.Channel),
            _ => false,
        });
    });

    [Fact]
    public void Decide_PersonWished_LeadsToAPersonWheneverOneIsUsable() => Check((score, context) =>
    {
        Score wish = score;
        wish.PersonWish = new TextSpan(0, 1);
        Decision decision = Policy.Decide(wish, context);
        bool canReach = !(Usable(context) & Policy.People).IsEmpty;
        return canReach == (decision.Offered.Count > 0 && Policy.People.Contains(decision.Offered[0].Channel))
            && decision.NoPersonUsable == !canReach;
    });

    [Fact]
    public void Decide_SameCircumstances_GiveTheSameAnswer() => Check((score, context) =>
    {
        Decision first = Policy.Decide(score, context);
        Decision second = Policy.Decide(score, context);
        return Policy.Ids(first.Offered).SequenceEqual(Policy.Ids(second.Offered))
            && first.Confidence.Equals(second.Confidence) && first.Asks == second.Asks;
    });

    [Fact]
    public void Applying_AnyCircumstances_BeginsWithTheOverrideThatDecided() => Check((score, context) =>
    {
        IReadOnlyList<int> applying = Policy.Applying(in score, in context);
        return Policy.Decide(score, context).Override == (applying.Count == 0 ? -1 : applying[0]);
    });

    [Fact]
    public void NextOpening_AnyCircumstances_IsTheFirstInstantAtWhichAChannelIsUsable() => Check((_, context) =>
    {
        Opening? opening = Router.NextOpening(in context, Policy);
        if (opening is not Opening next)
        {
            return Usable(context).IsEmpty;
        }

        RoutingContext then = context with { Instant = next.At };
        RoutingContext before = context with { Instant = next.At.AddTicks(-1) };
        return Usable(then).Contains(next.Channel) && (next.At == context.Instant || Usable(before).IsEmpty);
    });

    /// <summary>The channels that a plain reading of the context leaves.</summary>
    private static ChannelSet Usable(RoutingContext context)
    {
        ChannelSet usable = ChannelSet.Empty;
        foreach (Channel channel in Policy.Channels)
        {
            bool isQuiet = channel.Document.CallsOut && context.Zone is not null && IsNight(context);
            bool isClosed = Reports(context).Any(r => r.Channel == channel.Id && r.State == ChannelState.Closed
                && context.Instant >= r.From && context.Instant < r.Until);
            if (!context.Excluded.Contains(channel.Index) && !context.Tried.Contains(channel.Index)
                && (channel.Document.Requires & context.Lacks) == Abilities.None
                && channel.Schedule?.IsOpen(context.Instant.UtcTicks) != false && !isQuiet && !isClosed)
            {
                usable = usable.With(channel.Index);
            }
        }

        return usable;
    }

    private static bool IsNight(RoutingContext context)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(context.Zone!.Id);
        return TimeZoneInfo.ConvertTime(context.Instant, zone).Hour is >= 21 or < 8;
    }

    private static ChannelReport[] Reports(RoutingContext context) =>
        context.Status is not null
            && RandomContext.Reports.TryGetValue(context.Status, out ChannelReport[]? reports) ? reports : [];

    private static bool All(PlacementList placements, Func<Placement, bool> condition) =>
        Enumerable.Range(0, placements.Count).All(i => condition(placements[i]));

    private static void Check(Func<Score, RoutingContext, bool> law) => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        seed =>
        {
            (Score score, RoutingContext context) = new RandomContext(Policy, seed).Make();
            return law(score, context);
        }).Check(Thousand);
}
