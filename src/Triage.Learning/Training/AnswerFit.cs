using Triage.Core.Scoring;
using Triage.Learning.Labels;

namespace Triage.Learning.Training;

/// <summary>Fits how people make a level of their answers to the criteria: weights, slope, decisive marks.</summary>
/// <remarks>
/// Ordinal logistic regression of the level on the answers by projected gradient descent, thresholds fixed at the cut
/// points, weights kept at or above zero. Lines with the same answers and level count as one with their number.
/// </remarks>
internal static class AnswerFit
{
    /// <summary>A criterion is decisive when this share of the lines that answer it 2 are high.</summary>
    private const double DecisiveShare = 0.8;

    private const int Steps = 1_000;

    /// <summary>Fits one dimension.</summary>
    /// <returns>Weights and decisive marks in rubric order, and the slope of the logistic.</returns>
    public static (float[] Weights, bool[] Decisive, float Slope) Fit(
        IReadOnlyList<LabelledQuery> queries, Dimension dimension)
    {
        Pattern[] patterns = Patterns(queries, dimension);
        int total = patterns.Sum(pattern => pattern.Count);
        int criteria = DimensionPolicy.CriteriaOf(dimension);
        double[] weights = new double[criteria];
        Array.Fill(weights, 1.0 / criteria);
        double slope = 3;
        double[] gradient = new double[criteria];
        for (int step = 0; step < Steps; step++)
        {
            Array.Clear(gradient);
            double slopeGradient = 0;
            foreach (Pattern pattern in patterns)
            {
                double value = pattern.Value(weights);
                (double low, double high) = (value - Loss.LowThreshold, value - Loss.HighThreshold);
                double lowError = Of(slope * low) - (pattern.Level >= Level.Medium ? 1 : 0);
                double highError = Of(slope * high) - (pattern.Level >= Level.High ? 1 : 0);
                slopeGradient += pattern.Count * ((lowError * low) + (highError * high));
                for (int c = 0; c < criteria; c++)
                {
                    gradient[c] += pattern.Count * slope * (lowError + highError) * pattern.Answers[c];
                }
            }

            double rate = 0.5 / total;
            slope = Math.Max(0.5, slope - (rate * 4 * slopeGradient));
            for (int c = 0; c < criteria; c++)
            {
                weights[c] = Math.Max(0, weights[c] - (rate * gradient[c] / slope));
            }
        }

        bool[] decisive = [.. Enumerable.Range(0, criteria).Select(c => IsDecisive(patterns, c))];
        return ([.. weights.Select(weight => (float)weight)], decisive, (float)slope);
    }

    private static Pattern[] Patterns(IReadOnlyList<LabelledQuery> queries, Dimension dimension)
    {
        int first = (int)DimensionPolicy.FirstCriterion(dimension);
        int criteria = DimensionPolicy.CriteriaOf(dimension);
        SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (LabelledQuery query in queries.Where(query => query.Criteria is not null))
        {
            string name = string.Concat(Enumerable.Range(first, criteria).Select(c => (int)query.Criteria![c]))
                + (int)query.Levels[(int)dimension];
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        return [.. counts.Select(pair => new Pattern(
            [.. pair.Key[..criteria].Select(digit => digit - '0')], (Level)(pair.Key[criteria] - '0'), pair.Value))];
    }

    private static bool IsDecisive(Pattern[] patterns, int criterion)
    {
        Pattern[] answeredHigh = [.. patterns.Where(pattern => pattern.Answers[criterion] == (int)Level.High)];
        int high = answeredHigh.Where(pattern => pattern.Level == Level.High).Sum(pattern => pattern.Count);
        return high >= DecisiveShare * Math.Max(1, answeredHigh.Sum(pattern => pattern.Count));
    }

    private static double Of(double x) => 1 / (1 + Logistic.Exp(-x));

    /// <summary>Lines with the same answers and the same level.</summary>
    private sealed record Pattern(int[] Answers, Level Level, int Count)
    {
        public double Value(double[] weights)
        {
            double value = 0;
            for (int c = 0; c < weights.Length; c++)
            {
                value += weights[c] * Answers[c];
            }

            return value;
        }
    }
}
