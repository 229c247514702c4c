using Triage.Core.Scoring;
using Triage.Learning.Labels;

namespace Triage.Learning.Training;

/// <summary>Fits how people make a level of their answers to the criteria: weights, slope, decisive marks.</summary>
/// <remarks>
/// Ordinal logistic regression of the level on the answers by projected gradient descent, thresholds fixed at the cut
/// points, weights kept at or above zero.
/// </remarks>
internal static class AnswerFit
{
    /// <summary>A criterion is decisive when this share of the lines that answer it 2 are high.</summary>
    private const double DecisiveShare = 0.9;

    private const int Steps = 400;

    /// <summary>Fits one dimension.</summary>
    /// <returns>Weights and decisive marks in rubric order, and the slope of the logistic.</returns>
    public static (float[] Weights, bool[] Decisive, float Slope) Fit(
        IReadOnlyList<LabelledQuery> queries, Dimension dimension)
    {
        int first = (int)DimensionPolicy.FirstCriterion(dimension);
        int count = DimensionPolicy.CriteriaOf(dimension);
        LabelledQuery[] answered = [.. queries.Where(query => query.Criteria is not null)];
        double[] weights = new double[count];
        Array.Fill(weights, 1.0 / count);
        double slope = 3;
        double[] gradient = new double[count];
        for (int step = 0; step < Steps; step++)
        {
            Array.Clear(gradient);
            double slopeGradient = 0;
            foreach (LabelledQuery query in answered)
            {
                double value = Value(query, weights, first);
                (double low, double high) = (value - Loss.LowThreshold, value - Loss.HighThreshold);
                Level level = query.Levels[(int)dimension];
                double lowError = Of(slope * low) - (level >= Level.Medium ? 1 : 0);
                double highError = Of(slope * high) - (level >= Level.High ? 1 : 0);
                slopeGradient += (lowError * low) + (highError * high);
                for (int c = 0; c < count; c++)
                {
                    gradient[c] += slope * (lowError + highError) * (int)query.Criteria![first + c];
                }
            }

            double rate = 0.5 / answered.Length;
            slope = Math.Max(0.5, slope - (rate * 4 * slopeGradient));
            for (int c = 0; c < count; c++)
            {
                weights[c] = Math.Max(0, weights[c] - (rate * gradient[c] / slope));
            }
        }

        bool[] decisive = [.. Enumerable.Range(first, count).Select(c => IsDecisive(answered, c, dimension))];
        return ([.. weights.Select(weight => (float)weight)], decisive, (float)slope);
    }

    private static double Value(LabelledQuery query, double[] weights, int first)
    {
        double value = 0;
        for (int c = 0; c < weights.Length; c++)
        {
            value += weights[c] * (int)query.Criteria![first + c];
        }

        return value;
    }

    private static bool IsDecisive(LabelledQuery[] answered, int criterion, Dimension dimension)
    {
        LabelledQuery[] high = [.. answered.Where(query => query.Criteria![criterion] == Level.High)];
        return high.Count(query => query.Levels[(int)dimension] == Level.High) >= DecisiveShare * Math.Max(1, high.Length);
    }

    private static double Of(double x) => 1 / (1 + Logistic.Exp(-x));
}
