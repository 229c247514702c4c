using System.Runtime.Intrinsics;

namespace Triage.Learning.Training;

/// <summary>One row of weights for each feature, and a bias; in float, before they are made a model.</summary>
/// <param name="rows">Row-major, shape [features, <see cref="Stride"/>].</param>
/// <param name="bias">Shape [<see cref="Stride"/>].</param>
internal sealed class Weights(float[] rows, float[] bias)
{
    /// <summary>Weights in a row: the used heads, rounded up to whole vectors.</summary>
    public const int Stride = 40;

    public float[] Rows { get; } = rows;

    public float[] Bias { get; } = bias;

    public ReadOnlySpan<float> Row(int feature) => Rows.AsSpan(feature * Stride, Stride);

    /// <summary>Sums the rows of features into <paramref name="sum"/>, each times the value of its kind.</summary>
    /// <param name="rows">Rows, the first <see cref="Stride"/> of each <paramref name="stride"/> floats.</param>
    /// <param name="stride">From the beginning of a row to that of the next.</param>
    /// <param name="features">Which rows.</param>
    /// <param name="values">What each row counts.</param>
    /// <param name="sum">Shape [<see cref="Stride"/>].</param>
    public static void Sum(
        float[] rows, int stride, ReadOnlySpan<int> features, ReadOnlySpan<float> values, float[] sum)
    {
        Vector256<float> sum0 = default;
        Vector256<float> sum1 = default;
        Vector256<float> sum2 = default;
        Vector256<float> sum3 = default;
        Vector256<float> sum4 = default;
        foreach (int feature in features)
        {
            Vector256<float> value = Vector256.Create(values[feature]);
            ref float row = ref rows[feature * stride];
            sum0 += Vector256.LoadUnsafe(ref row) * value;
            sum1 += Vector256.LoadUnsafe(ref row, 8) * value;
            sum2 += Vector256.LoadUnsafe(ref row, 16) * value;
            sum3 += Vector256.LoadUnsafe(ref row, 24) * value;
            sum4 += Vector256.LoadUnsafe(ref row, 32) * value;
        }

        sum0.CopyTo(sum);
        sum1.CopyTo(sum, 8);
        sum2.CopyTo(sum, 16);
        sum3.CopyTo(sum, 24);
        sum4.CopyTo(sum, 32);
    }

    /// <summary>Returns the mean of several.</summary>
    public static Weights Mean(IReadOnlyList<Weights> all)
    {
        float[] rows = new float[all[0].Rows.Length];
        float[] bias = new float[Stride];
        float share = 1f / all.Count;
        foreach (Weights one in all)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] += one.Rows[i] * share;
            }

            for (int i = 0; i < Stride; i++)
            {
                bias[i] += one.Bias[i] * share;
            }
        }

        return new Weights(rows, bias);
    }
}
