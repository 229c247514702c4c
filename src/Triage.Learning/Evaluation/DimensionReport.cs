using Triage.Core.Scoring;

namespace Triage.Learning.Evaluation;

/// <summary>How well one dimension agrees with its labels.</summary>
/// <param name="Dimension">The dimension.</param>
/// <param name="Confusion">Labelled level against given level; kappa and accuracy follow from it.</param>
/// <param name="KappaInterval">95% bootstrap interval of the quadratic-weighted kappa.</param>
/// <param name="CalibrationError">Expected calibration error with ten bins.</param>
public sealed record DimensionReport(
    Dimension Dimension, ConfusionMatrix Confusion, Interval KappaInterval, double CalibrationError)
{
    /// <summary>Measures one dimension of scored lines.</summary>
    public static DimensionReport Of(IReadOnlyList<ScoredQuery> lines, Dimension dimension)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ConfusionMatrix confusion = new();
        CalibrationError calibration = new();
        List<(Level Truth, Level Given)> pairs = new(lines.Count);
        foreach (ScoredQuery line in lines)
        {
            Level truth = line.Query.Levels[(int)dimension];
            DimensionScore given = line.Score.Dimensions[dimension];
            confusion.Add(truth, given.Level);
            calibration.Add(given.Probability(given.Level), truth == given.Level);
            pairs.Add((truth, given.Level));
        }

        return new DimensionReport(dimension, confusion, Interval.Bootstrap(pairs, m => m.Kappa), calibration.Value);
    }
}
