using Triage.Core.Scoring;
using Triage.Learning.Labels;

namespace Triage.Learning.Evaluation;

/// <summary>How well two raters agree.</summary>
/// <param name="First">Name of the one, whose levels are the rows of the confusion matrices.</param>
/// <param name="Second">Name of the other.</param>
/// <param name="Confusions">Complexity, severity, effort.</param>
/// <param name="KappaIntervals">95% bootstrap intervals of the kappas of <paramref name="Confusions"/>.</param>
/// <param name="ExactCells">Share of lines with the same three levels, in [0, 1].</param>
/// <param name="MainJobs">Share of lines with the same main job, in [0, 1].</param>
/// <param name="Workflows">Share of lines with the same workflow, in [0, 1].</param>
public sealed record PairAgreement(
    string First,
    string Second,
    IReadOnlyList<ConfusionMatrix> Confusions,
    IReadOnlyList<Interval> KappaIntervals,
    double ExactCells,
    double MainJobs,
    double Workflows)
{
    internal static PairAgreement Of(Rater first, Rater second, IReadOnlyList<string> texts)
    {
        (LabelledQuery First, LabelledQuery Second)[] pairs =
            [.. texts.Select(text => (first.Labels[text], second.Labels[text]))];
        List<ConfusionMatrix> confusions = [];
        List<Interval> intervals = [];
        for (int d = 0; d < Vocabulary.DimensionCount; d++)
        {
            (Level, Level)[] levels = [.. pairs.Select(pair => (pair.First.Levels[d], pair.Second.Levels[d]))];
            ConfusionMatrix confusion = new();
            foreach ((Level one, Level other) in levels)
            {
                confusion.Add(one, other);
            }

            confusions.Add(confusion);
            intervals.Add(Interval.Bootstrap(levels, matrix => matrix.Kappa));
        }

        return new PairAgreement(
            first.Name,
            second.Name,
            confusions,
            intervals,
            Share(pairs, (one, other) => one.Levels.SequenceEqual(other.Levels)),
            Share(pairs, (one, other) => one.MainJob == other.MainJob),
            Share(pairs, (one, other) => one.Workflow == other.Workflow));
    }

    private static double Share(
        (LabelledQuery First, LabelledQuery Second)[] pairs, Func<LabelledQuery, LabelledQuery, bool> isSame) =>
        pairs.Count(pair => isSame(pair.First, pair.Second)) / (double)pairs.Length;
}
