using Triage.Core.Scoring;
using Triage.Learning.Evaluation;

namespace Triage.Cli.Evaluate;

/// <summary>An evaluation as JSON.</summary>
internal static class EvaluationJson
{
    public static void Write(EvaluationReport report) => JsonOption.Print(new
    {
        report.Lines,
        Dimensions = report.Dimensions.Select(dimension => new
        {
            Dimension = dimension.Dimension.Key(),
            dimension.Confusion.Kappa,
            dimension.KappaInterval,
            dimension.Confusion.Accuracy,
            dimension.CalibrationError,
            Confusion = Rows(dimension.Confusion),
        }),
        report.ExactCells,
        report.MainJobs,
        report.Workflows,
        report.Languages,
        Worst = report.Worst.Select(line => new
        {
            line.Query.File,
            line.Query.Line,
            line.Query.Text,
            Labelled = LevelText.Digits(line.Query),
            Given = LevelText.Digits(line.Score),
            line.ProbabilityOfTruth,
        }),
    });

    /// <summary>Gets the counts: one row a first (labelled) level, one column a second (given) level.</summary>
    public static IEnumerable<IEnumerable<int>> Rows(ConfusionMatrix confusion) =>
        Enum.GetValues<Level>().Select(truth => Enum.GetValues<Level>().Select(given => confusion[truth, given]));
}
