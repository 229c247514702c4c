using Triage.Core.Scoring;

namespace Triage.Learning.Training;

/// <summary>How much each head says about a dimension: criteria, jobs and workflows know part of it.</summary>
/// <remarks>
/// Stacking (Wolpert 1992): ridge regression of the level on the heads' values for lines that the weights have not
/// seen. It stays linear, so it is fused into the rows and costs nothing when a text is scored.
/// </remarks>
internal static class Blend
{
    /// <summary>Heads that are blended: all but the languages.</summary>
    public const int HeadCount = Heads.Languages;

    private const double Ridge = 30;

    /// <summary>Fits one dimension.</summary>
    /// <param name="predictions">Values of all heads of each line.</param>
    /// <param name="levels">Its level.</param>
    /// <returns>Weight of each head, shape [<see cref="HeadCount"/>].</returns>
    public static float[] Fit(float[][] predictions, Level[] levels)
    {
        const int size = HeadCount + 1;
        double[,] squares = new double[size, size];
        double[] products = new double[size];
        for (int i = 0; i < predictions.Length; i++)
        {
            for (int a = 0; a < size; a++)
            {
                double value = ValueOf(predictions[i], a);
                products[a] += value * (int)levels[i];
                for (int b = 0; b < size; b++)
                {
                    squares[a, b] += value * ValueOf(predictions[i], b);
                }
            }
        }

        for (int a = 0; a < size; a++)
        {
            squares[a, a] += Ridge;
        }

        return [.. Solve(squares, products)[..HeadCount].Select(weight => (float)weight)];
    }

    /// <summary>Returns the blended value of a line or a row.</summary>
    public static float Of(ReadOnlySpan<float> heads, ReadOnlySpan<float> blend)
    {
        float value = 0;
        for (int head = 0; head < HeadCount; head++)
        {
            value += heads[head] * blend[head];
        }

        return value;
    }

    private static double ValueOf(float[] heads, int column) => column == HeadCount ? 1 : heads[column];

    /// <summary>Gaussian elimination; the ridge keeps every pivot away from zero.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        int size = right.Length;
        for (int pivot = 0; pivot < size; pivot++)
        {
            for (int row = pivot + 1; row < size; row++)
            {
                double factor = matrix[row, pivot] / matrix[pivot, pivot];
                for (int column = pivot; column < size; column++)
                {
                    matrix[row, column] -= factor * matrix[pivot, column];
                }

                right[row] -= factor * right[pivot];
            }
        }

        double[] solution = new double[size];
        for (int row = size - 1; row >= 0; row--)
        {
            double sum = right[row];
            for (int column = row + 1; column < size; column++)
            {
                sum -= matrix[row, column] * solution[column];
            }

            solution[row] = sum / matrix[row, row];
        }

        return solution;
    }
}
