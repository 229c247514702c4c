using Triage.Core.Scoring;

namespace Triage.Learning.Evaluation;

/// <summary>A 95% interval.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    private const int Samples = 1_000;
    private const int Seed = 17;

    /// <summary>Percentile bootstrap (Efron 1979): draws as many pairs with replacement, a thousand times.</summary>
    /// <param name="pairs">True and given level of each line.</param>
    /// <param name="statistic">What is measured on each drawn set.</param>
    /// <returns>The same interval for the same pairs: the seed is fixed.</returns>
    public static Interval Bootstrap(
        IReadOnlyList<(Level Truth, Level Given)> pairs, Func<ConfusionMatrix, double> statistic)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(statistic);
        Random random = new(Seed);
        double[] values = new double[Samples];
        for (int sample = 0; sample < Samples; sample++)
        {
            ConfusionMatrix matrix = new();
            for (int i = 0; i < pairs.Count; i++)
            {
                var (truth, given) = pairs[random.Next(pairs.Count)];
                matrix.Add(truth, given);
            }

            values[sample] = statistic(matrix);
        }

        Array.Sort(values);
        return new Interval(values[Samples * 25 / 1_000], values[(Samples * 975 / 1_000) - 1]);
    }
}
