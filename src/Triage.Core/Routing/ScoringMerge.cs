using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;

namespace Triage.Core.Routing;

/// <summary>Puts a document's changes over the scoring that the model comes with.</summary>
internal static class ScoringMerge
{
    /// <summary>Returns the model's scoring with the document's cut points, weights and decisive marks.</summary>
    /// <remarks>
    /// On a binary scale without a cut point of its own, a dimension is cut half-way between the model's two.
    /// </remarks>
    public static ScoringPolicy Apply(PolicyDocument document, ScoringPolicy defaults)
    {
        bool isBinary = document.Scale == Scale.Binary;
        return new ScoringPolicy(
            [.. Enum.GetValues<Dimension>().Select(dimension => Apply(
                document.Scoring.FirstOrDefault(d => d.Dimension == dimension), defaults[dimension], isBinary))],
            isBinary);
    }

    private static DimensionPolicy Apply(DimensionDocument? changes, DimensionPolicy defaults, bool isBinary)
    {
        Criterion first = DimensionPolicy.FirstCriterion(defaults.Dimension);
        float[] weights = new float[DimensionPolicy.CriteriaOf(defaults.Dimension)];
        bool[] decisive = new bool[weights.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            Criterion criterion = (Criterion)((int)first + i);
            CriterionDocument? change = changes?.Criteria.FirstOrDefault(c => c.Criterion == criterion);
            weights[i] = (float?)change?.Weight ?? defaults.Weight(criterion);
            decisive[i] = change?.Decisive ?? defaults.IsDecisive(criterion);
        }

        (float low, float high) = changes is { CutPoints.Count: > 0 }
            ? ((float)changes.CutPoints[0], (float)changes.CutPoints[^1])
            : isBinary
                ? ((defaults.LowCut + defaults.HighCut) / 2, (defaults.LowCut + defaults.HighCut) / 2)
                : (defaults.LowCut, defaults.HighCut);
        return new DimensionPolicy(
            defaults.Dimension, low, high, weights, decisive, defaults.Doubt);
    }
}
