using Triage.Core.Scoring;

namespace Triage.Learning.Evaluation;

/// <summary>How often each true level was given each level.</summary>
public sealed class ConfusionMatrix
{
    private const int Levels = 3;

    private readonly int[,] _counts = new int[Levels, Levels];

    /// <summary>Gets how often <paramref name="truth"/> was given <paramref name="given"/>.</summary>
    public int this[Level truth, Level given] => _counts[(int)truth, (int)given];

    /// <summary>Gets how many lines were added.</summary>
    public int Total { get; private set; }

    /// <summary>Gets the share on the diagonal, in [0, 1]; 0 when empty.</summary>
    public double Accuracy => Total == 0 ? 0 : (_counts[0, 0] + _counts[1, 1] + _counts[2, 2]) / (double)Total;

    /// <summary>Gets Cohen's kappa with quadratic weights (Cohen 1968): 1 is full agreement, 0 is chance.</summary>
    /// <remarks>1 when all stands in one cell of the diagonal, where kappa is not defined.</remarks>
    public double Kappa
    {
        get
        {
            double observed = 0;
            double expected = 0;
            for (int i = 0; i < Levels; i++)
            {
                for (int j = 0; j < Levels; j++)
                {
                    int weight = (i - j) * (i - j);
                    observed += weight * _counts[i, j];
                    expected += weight * (double)RowSum(i) * ColumnSum(j) / Math.Max(1, Total);
                }
            }

            return expected == 0 ? 1 : 1 - (observed / expected);
        }
    }

    /// <summary>Adds a line.</summary>
    public void Add(Level truth, Level given)
    {
        _counts[(int)truth, (int)given]++;
        Total++;
    }

    private int RowSum(int row) => _counts[row, 0] + _counts[row, 1] + _counts[row, 2];

    private int ColumnSum(int column) => _counts[0, column] + _counts[1, column] + _counts[2, column];
}
