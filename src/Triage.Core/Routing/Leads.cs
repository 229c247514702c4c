using System.Runtime.CompilerServices;
using Triage.Core.Scoring;

namespace Triage.Core.Routing;

/// <summary>Where each cell leads under one context: what a decision, its confidence and its question are made of.</summary>
internal struct Leads
{
    /// <summary>The override that applies in each cell, or -1.</summary>
    public PerCell<short> Overrides;

    /// <summary>The channel offered first in each cell, or <see cref="Row.None"/>.</summary>
    public PerCell<byte> First;

    /// <summary>The channels that are open, and of these the ones that the customer can use.</summary>
    public ChannelSet Open;
    public ChannelSet Usable;

    /// <summary>The usable channels that meet the customer's wish for a person; all usable ones where none does.</summary>
    public ChannelSet Preferred;

    /// <summary>Finds where every cell leads. Allocates 0 B.</summary>
    public static void Find(in Score score, in RoutingContext context, RoutingPolicy policy, out Leads leads)
    {
        Unsafe.SkipInit(out leads);
        leads.Open = policy.OpenAt(context.Instant);
        leads.Usable = leads.Open.Except(context.Excluded);
        ChannelSet people = leads.Usable & policy.People;
        leads.Preferred = score.WantsPerson && !people.IsEmpty ? people : leads.Usable;
        policy.OverrideTable.Find(in score, in context, leads.Overrides);

        byte rest = Rest(policy, leads.Preferred);
        byte restOnWish = Rest(policy, leads.Usable);
        for (int cell = 0; cell < Cell.Count; cell++)
        {
            Row row = leads.RowOf(cell, policy);
            ChannelSet set = leads.SetOf(cell, policy);
            leads.First[cell] = set.Contains(row.Primary) ? row.Primary
                : row.Secondary != Row.None && set.Contains(row.Secondary) ? row.Secondary
                : set == leads.Preferred ? rest : restOnWish;
        }
    }

    public readonly Row RowOf(int cell, RoutingPolicy policy) =>
        Overrides[cell] < 0 ? policy.CellRows[cell] : policy.OverrideRows[Overrides[cell]];

    /// <summary>Gets the channels that may be offered in a cell: an override may stand against the wish for a person.</summary>
    public readonly ChannelSet SetOf(int cell, RoutingPolicy policy) =>
        Overrides[cell] >= 0 && policy.ObeysOnWish[Overrides[cell]] ? Usable : Preferred;

    /// <summary>Gets the probability that the customer's true levels lead to a channel, in [0, 1].</summary>
    public readonly float Probability(in PerDimension dimensions, byte channel)
    {
        DimensionScore effort = dimensions[Dimension.Effort];
        float total = 0;
        int cell = 0;
        for (Level complexity = Level.Low; complexity <= Level.High; complexity++)
        {
            for (Level severity = Level.Low; severity <= Level.High; severity++)
            {
                float share = (First[cell] == channel ? effort.Low : 0)
                    + (First[cell + 1] == channel ? effort.Medium : 0)
                    + (First[cell + 2] == channel ? effort.High : 0);
                total += dimensions[Dimension.Complexity].Probability(complexity)
                    * dimensions[Dimension.Severity].Probability(severity) * share;
                cell += 3;
            }
        }

        return Math.Min(total, 1);
    }

    /// <summary>Finds the first usable fallback, or else the usable channel nearest to a person.</summary>
    private static byte Rest(RoutingPolicy policy, ChannelSet set)
    {
        foreach (byte channel in policy.Fallback)
        {
            if (set.Contains(channel))
            {
                return channel;
            }
        }

        foreach (byte channel in policy.LastResort)
        {
            if (set.Contains(channel))
            {
                return channel;
            }
        }

        return Row.None;
    }
}

/// <summary>One value for each of the 27 cells, in place.</summary>
[InlineArray(Cell.Count)]
internal struct PerCell<T>
{
    private T _first;
}
