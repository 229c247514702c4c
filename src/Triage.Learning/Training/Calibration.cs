using Triage.Core.Scoring;
using Triage.Learning.Evaluation;

namespace Triage.Learning.Training;

/// <summary>How the heads' values become the latent value of a dimension, with honest probabilities.</summary>
/// <param name="Weights">What each head counts (<see cref="Blend"/>).</param>
/// <param name="Gain">Latent = gain * blend + shift: the best cut points come to lie at 0.5 and 1.5.</param>
/// <param name="Shift">See <paramref name="Gain"/>.</param>
/// <param name="Slope">Slope of the logistic.</param>
/// <param name="LowMargin">How far beyond the low cut point medium or high is an even bet.</param>
/// <param name="HighMargin">How far beyond the high cut point high is an even bet.</param>
internal sealed record Calibration(
    float[] Weights, float Gain, float Shift, float Slope, float LowMargin, float HighMargin)
{
    private const double GridStep = 0.04;

    /// <summary>Fits one dimension on lines that the weights have not seen.</summary>
    /// <param name="predictions">Values of all heads of each line.</param>
    /// <param name="levels">Its level.</param>
    public static Calibration Fit(float[][] predictions, Level[] levels)
    {
        float[] blend = Blend.Fit(predictions, levels);
        float[] values = [.. predictions.Select(heads => Blend.Of(heads, blend))];
        (float lowCut, float highCut) = BestCuts(values, levels);
        float gain = (Loss.HighThreshold - Loss.LowThreshold) / (highCut - lowCut);
        float shift = Loss.LowThreshold - (gain * lowCut);
        float[] latent = [.. values.Select(value => (gain * value) + shift)];
        (float slope, float low, float high) = FitLogistic(latent, levels);
        return new Calibration(blend, gain, shift, slope, low - Loss.LowThreshold, high - Loss.HighThreshold);
    }

    /// <summary>Cut points with the best quadratic-weighted kappa;
    /// the middle of those that come within 0.002 of it.</summary>
    private static (float Low, float High) BestCuts(float[] values, Level[] levels)
    {
        List<(double Kappa, float Low, float High)> tried = [];
        for (double low = 0.1; low < 1.1; low += GridStep)
        {
            for (double high = low + 0.3; high < 2.1; high += GridStep)
            {
                ConfusionMatrix matrix = new();
                for (int i = 0; i < values.Length; i++)
                {
                    matrix.Add(levels[i], values[i] >= high ? Level.High : values[i] >= low ? Level.Medium : Level.Low);
                }

                tried.Add((matrix.Kappa, (float)low, (float)high));
            }
        }

        double best = tried.Max(cut => cut.Kappa);
        var near = tried.Where(cut => cut.Kappa >= best - 0.002).ToList();
        return (near.Average(cut => cut.Low), near.Average(cut => cut.High));
    }

    /// <summary>One slope and two midpoints by gradient descent on the log loss of both thresholds.</summary>
    private static (float Slope, float Low, float High) FitLogistic(float[] latent, Level[] levels)
    {
        double slope = Loss.Slope;
        double low = Loss.LowThreshold;
        double high = Loss.HighThreshold;
        for (int step = 0; step < 600; step++)
        {
            double slopeGradient = 0;
            double lowGradient = 0;
            double highGradient = 0;
            for (int i = 0; i < latent.Length; i++)
            {
                double lowError = Of(slope * (latent[i] - low)) - (levels[i] >= Level.Medium ? 1 : 0);
                double highError = Of(slope * (latent[i] - high)) - (levels[i] >= Level.High ? 1 : 0);
                slopeGradient += (lowError * (latent[i] - low)) + (highError * (latent[i] - high));
                lowGradient -= slope * lowError;
                highGradient -= slope * highError;
            }

            double rate = 1.0 / latent.Length;
            slope = Math.Max(0.3, slope - (rate * 2 * slopeGradient));
            low -= rate * lowGradient / slope;
            high -= rate * highGradient / slope;
        }

        return ((float)slope, (float)low, (float)high);
    }

    private static double Of(double x) => 1 / (1 + Logistic.Exp(-x));
}
