using System.Runtime.CompilerServices;
using Triage.Core.Scoring;

namespace Triage.Core.Routing;

/// <summary>
/// Where each cell leads in one context: what a decision, its confidence and its question are made of.
/// </summary>
internal struct Leads
{
    /// <summary>The override that applies in each cell, or -1.</summary>
    public PerCell<short> Overrides;

    /// <summary>The channel offered first in each cell, or <see cref="Row.None"/>.</summary>
    public PerCell<byte> First;

    public Reach Reach;

    /// <summary>Finds where every cell leads. Allocates 0 B.</summary>
    public static void Find(in Score score, in RoutingContext context, RoutingPolicy policy, out Leads leads)
    {
        Unsafe.SkipInit(out leads);
        leads.Reach = Reach.Find(score.Language, score.WantsPerson, in context, policy);
        policy.OverrideTable.Find(in score, in context, leads.Overrides);
        for (Level severity = Level.Low; severity <= Level.High; severity++)
        {
            ChannelSet unhindered = leads.Reach.Unhindered(severity);
            bool mayStay = severity != Level.High && !leads.Reach.Stay.IsEmpty;
            for (int i = 0; i < 9; i++)
            {
                int cell = (i / 3 * 9) + ((int)severity * 3) + (i % 3);
                short index = leads.Overrides[cell];
                ref readonly Row row = ref policy.RowOf(cell, index);
                bool obeys = policy.Obeys(index);
                leads.First[cell] = unhindered.Contains(row.Primary) && !(mayStay && index < 0) && !obeys
                    ? row.Primary
                    : leads.Reach.FirstOf(in row, severity, obeys, mayStay && index < 0);
            }
        }
    }

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
}
