using Triage.Core.Scoring;

namespace Triage.Learning.Evaluation;

/// <summary>How well a model agrees with labels.</summary>
/// <param name="Lines">How many lines were scored.</param>
/// <param name="Dimensions">Complexity, severity, effort.</param>
/// <param name="ExactCells">Share of lines with all three levels right, in [0, 1].</param>
/// <param name="MainJobs">Share of lines with the right main job, in [0, 1].</param>
/// <param name="Workflows">Share of lines with the right workflow, in [0, 1].</param>
/// <param name="Languages">Share of lines with the right language, in [0, 1].</param>
/// <param name="Worst">The lines farthest from their labels; of equal ones, those that the model was surest of.</param>
public sealed record EvaluationReport(
    int Lines,
    IReadOnlyList<DimensionReport> Dimensions,
    double ExactCells,
    double MainJobs,
    double Workflows,
    double Languages,
    IReadOnlyList<ScoredQuery> Worst)
{
    private const int WorstCount = 20;

    /// <summary>Measures scored lines.</summary>
    /// <exception cref="ArgumentException">There is no line.</exception>
    public static EvaluationReport Of(IReadOnlyList<ScoredQuery> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        if (lines.Count == 0)
        {
            throw new ArgumentException("lines: expected at least one, got none", nameof(lines));
        }

        return new EvaluationReport(
            lines.Count,
            [.. Enum.GetValues<Dimension>().Select(dimension => DimensionReport.Of(lines, dimension))],
            Share(lines, line => line.IsExactCell),
            Share(lines, line => line.Score.MainJob == line.Query.MainJob),
            Share(lines, line => line.Score.Workflow == line.Query.Workflow),
            Share(lines, line => line.Score.Language == line.Query.Language),
            [.. lines.Where(line => !line.IsExactCell)
                .OrderByDescending(line => line.Distance)
                .ThenBy(line => line.ProbabilityOfTruth)
                .Take(WorstCount)]);
    }

    private static double Share(IReadOnlyList<ScoredQuery> lines, Func<ScoredQuery, bool> isRight) =>
        lines.Count(isRight) / (double)lines.Count;
}
