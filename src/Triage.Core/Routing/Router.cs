using Triage.Core.Scoring;

namespace Triage.Core.Routing;

/// <summary>Decides which channels to offer for a score.</summary>
public static class Router
{
    /// <summary>Decides one query.</summary>
    /// <param name="score">What the query is scored.</param>
    /// <param name="context">The circumstances, in the numbers of <paramref name="policy"/>.</param>
    /// <param name="policy">The policy that decides.</param>
    /// <param name="decision">The channels to offer and those passed over, with the reasons.</param>
    /// <remarks>Allocates 0 B. The same arguments give the same decision, on every processor.</remarks>
    public static void Decide(in Score score, in RoutingContext context, RoutingPolicy policy, out Decision decision)
    {
        Leads.Find(in score, in context, policy, out Leads leads);
        Cell cell = Cell.Of(in score);
        decision = default;
        decision.Cell = cell;
        decision.Override = leads.Overrides[cell.Index];
        decision.NoPersonUsable = score.WantsPerson && (leads.Reach.Usable & policy.People).IsEmpty;
        byte first = leads.First[cell.Index];
        ChannelSet set = Place(first, in leads.Reach, in context, policy, ref decision);
        if (first == Row.None)
        {
            return;
        }

        decision.Confidence = leads.Probability(in score.Dimensions, first);
        bool isUnintelligible = (score.Caveats & Caveats.TextUnintelligible) != Caveats.None;
        decision.OffersPerson = isUnintelligible || decision.Confidence < policy.PersonBelow;
        decision.Asks = decision.OffersPerson || decision.Confidence < policy.ClarifyBelow;
        if (decision.OffersPerson)
        {
            BringPersonIntoReach(set & policy.People, in leads.Reach, in context, policy, ref decision.Offered);
        }
    }

    /// <summary>Finds the channel that opens next when none can be offered now.</summary>
    /// <param name="context">The circumstances of the decision.</param>
    /// <param name="policy">The policy that decided.</param>
    /// <returns>The channel and when; null when none that the customer can use opens within 400 days.</returns>
    public static Opening? NextOpening(in RoutingContext context, RoutingPolicy policy)
    {
        ChannelSet left =
            policy.AllChannels.Except(context.Excluded | context.Tried).Except(policy.Asking(context.Lacks));
        Opening? next = null;
        foreach (Channel channel in policy.Channels)
        {
            if (left.Contains(channel.Index) && policy.NextOpening(channel, in context) is DateTimeOffset at
                && (next is null || at < next.Value.At))
            {
                next = new Opening(channel.Index, at);
            }
        }

        return next;
    }

    /// <summary>
    /// Places the channels of a row and the fallbacks: each is offered, or passed over with the reason.
    /// </summary>
    /// <param name="first">The channel to offer first; it may be one of neither.</param>
    /// <param name="reach">Which channels the context leaves.</param>
    /// <param name="context">The circumstances.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="decision">Where to place them; says which row.</param>
    /// <returns>The channels that may be offered.</returns>
    internal static ChannelSet Place(
        byte first, in Reach reach, in RoutingContext context, RoutingPolicy policy, ref Decision decision)
    {
        ref readonly Row row = ref policy.RowOf(decision.Cell.Index, decision.Override);
        bool obeys = policy.Obeys(decision.Override);
        ChannelSet set = reach.SetOf(in row, decision.Cell.Severity, obeys);
        if (first != Row.None && first != Reach.First(in row, set))
        {
            decision.Offered.Add(reach.Place(first, Reason.NoGainInMoving, in context, policy));
        }
        else if (first != Row.None && !row.Candidates.Contains(first))
        {
            decision.Offered.Add(reach.Place(first, Reason.LastResort, in context, policy));
        }

        ChannelSet seen = decision.Offered.Count == 0 ? ChannelSet.Empty : ChannelSet.Of(first);
        Span<byte> order = [row.Primary, row.Secondary];
        for (int i = 0; i < order.Length + policy.FallbackCount; i++)
        {
            byte channel = i < order.Length ? order[i] : (byte)(i - order.Length);
            if (channel == Row.None || seen.Contains(channel))
            {
                continue;
            }

            seen = seen.With(channel);
            if (set.Contains(channel))
            {
                decision.Offered.Add(
                    reach.Place(channel, (Reason)Math.Min(i, (int)Reason.Fallback), in context, policy));
            }
            else
            {
                decision.PassedOver.Add(
                    reach.Place(channel, reach.WhyNot(channel, obeys, in context), in context, policy));
            }
        }

        return set;
    }

    /// <summary>Sees to it that one of the first two channels is a person's, as far as one is usable.</summary>
    private static void BringPersonIntoReach(
        ChannelSet people, in Reach reach, in RoutingContext context, RoutingPolicy policy, ref PlacementList offered)
    {
        for (int i = 0; i < offered.Count; i++)
        {
            if (people.Contains(offered[i].Channel))
            {
                if (i > 1)
                {
                    offered.Move(i, 1, offered[i] with { Reason = Reason.PersonInDoubt });
                }

                return;
            }
        }

        if (!people.IsEmpty)
        {
            offered.Move(
                offered.Count, 1, reach.Place(people.Lowest, Reason.PersonInDoubt, in context, policy));
        }
    }
}
