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
        ChannelSet set = leads.SetOf(cell.Index, policy);
        decision.NoPersonUsable = score.WantsPerson && (leads.Usable & policy.People).IsEmpty;
        Place(leads.RowOf(cell.Index, policy), set, in leads, in context, policy, ref decision);

        byte first = leads.First[cell.Index];
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
            BringPersonIntoReach(set, policy, ref decision.Offered);
        }
    }

    /// <summary>Places the channels of a row and the fallbacks: each is offered, or passed over with the reason.</summary>
    private static void Place(
        Row row, ChannelSet set, in Leads leads, in RoutingContext context, RoutingPolicy policy, ref Decision decision)
    {
        ChannelSet seen = ChannelSet.Empty;
        Place(row.Primary, Reason.Primary, ref seen, set, in leads, in context, ref decision);
        if (row.Secondary != Row.None)
        {
            Place(row.Secondary, Reason.Secondary, ref seen, set, in leads, in context, ref decision);
        }

        foreach (byte channel in policy.Fallback)
        {
            Place(channel, Reason.Fallback, ref seen, set, in leads, in context, ref decision);
        }

        if (decision.Offered.Count == 0)
        {
            PlaceLastResort(set, policy, ref decision.Offered);
        }
    }

    private static void Place(
        byte channel,
        Reason reason,
        ref ChannelSet seen,
        ChannelSet set,
        in Leads leads,
        in RoutingContext context,
        ref Decision decision)
    {
        if (seen.Contains(channel))
        {
            return;
        }

        seen = seen.With(channel);
        if (set.Contains(channel))
        {
            decision.Offered.Add(channel, reason);
        }
        else
        {
            decision.PassedOver.Add(
                channel,
                context.Excluded.Contains(channel) ? Reason.NotAvailable
                    : !leads.Open.Contains(channel) ? Reason.Closed : Reason.NotAPerson);
        }
    }

    private static void PlaceLastResort(ChannelSet set, RoutingPolicy policy, ref PlacementList offered)
    {
        foreach (byte channel in policy.LastResort)
        {
            if (set.Contains(channel))
            {
                offered.Add(channel, Reason.LastResort);
                return;
            }
        }
    }

    /// <summary>Sees to it that one of the first two channels is a person's, as far as one is usable.</summary>
    private static void BringPersonIntoReach(ChannelSet set, RoutingPolicy policy, ref PlacementList offered)
    {
        ChannelSet people = set & policy.People;
        for (int i = 0; i < offered.Count; i++)
        {
            if (people.Contains(offered[i].Channel))
            {
                if (i > 1)
                {
                    offered.Move(i, 1, new Placement(offered[i].Channel, Reason.PersonInDoubt));
                }

                return;
            }
        }

        foreach (byte channel in policy.LastResort)
        {
            if (people.Contains(channel))
            {
                offered.Move(offered.Count, 1, new Placement(channel, Reason.PersonInDoubt));
                return;
            }
        }
    }
}
