namespace Triage.Core.Scoring;

/// <summary>The logistic function by our own exponential, so that every processor gives the same bits.</summary>
internal static class Logistic
{
    private const double Log2E = 1.4426950408889634;
    private const double Ln2High = 0.6931471803691238;
    private const double Ln2Low = 1.9082149292705877e-10;

    /// <summary>1 / (1 + e^-x), within 1e-7; in [0, 1] for every finite x.</summary>
    public static float Of(float x) => (float)(1 / (1 + Exp(-x)));

    /// <summary>e^x within 1e-11 of relative error for x in [-87, 87]; beyond, the value at the bound.</summary>
    /// <remarks>
    /// Reduction by the Cody-Waite constants of ln 2, then the Taylor polynomial of degree 9 on [-ln2/2, ln2/2]:
    /// multiplications and additions in a fixed order, nothing that a library or a fused instruction could change.
    /// </remarks>
    public static double Exp(double x)
    {
        x = Math.Clamp(x, -87, 87);
        double k = Math.Round(x * Log2E);
        double r = x - (k * Ln2High) - (k * Ln2Low);
        double sum = 1 + (r / 9);
        for (int n = 8; n >= 1; n--)
        {
            sum = 1 + (r * sum / n);
        }

        return sum * BitConverter.Int64BitsToDouble(((long)k + 1023) << 52);
    }
}
