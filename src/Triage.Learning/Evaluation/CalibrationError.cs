namespace Triage.Learning.Evaluation;

/// <summary>Expected calibration error: how far stated probabilities lie from observed shares.</summary>
/// <remarks>
/// Ten bins of equal width over the probability of the level that was given; in each, the distance between its mean
/// probability and its share of right levels, weighted by its size. Source: Naeini, Cooper, Hauskrecht (2015).
/// </remarks>
public sealed class CalibrationError
{
    private const int Bins = 10;

    private readonly int[] _counts = new int[Bins];
    private readonly int[] _right = new int[Bins];
    private readonly double[] _stated = new double[Bins];

    /// <summary>Gets the error, in [0, 1]; 0 when nothing was added.</summary>
    public double Value
    {
        get
        {
            int total = 0;
            double sum = 0;
            for (int bin = 0; bin < Bins; bin++)
            {
                total += _counts[bin];
                sum += Math.Abs(_stated[bin] - _right[bin]);
            }

            return total == 0 ? 0 : sum / total;
        }
    }

    /// <summary>Adds one prediction.</summary>
    /// <param name="probability">Stated probability of the level that was given, in [0, 1].</param>
    /// <param name="isRight">Whether that level is the labelled one.</param>
    public void Add(double probability, bool isRight)
    {
        int bin = Math.Clamp((int)(probability * Bins), 0, Bins - 1);
        _counts[bin]++;
        _right[bin] += isRight ? 1 : 0;
        _stated[bin] += probability;
    }
}
