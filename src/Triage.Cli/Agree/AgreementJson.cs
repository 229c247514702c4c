using Triage.Cli.Evaluate;
using Triage.Core.Scoring;
using Triage.Learning.Evaluation;

namespace Triage.Cli.Agree;

/// <summary>An agreement report as JSON.</summary>
internal static class AgreementJson
{
    public static void Write(AgreementReport report) => JsonOption.Print(new
    {
        report.Raters,
        report.Lines,
        report.NotShared,
        MeanKappas = Enum.GetValues<Dimension>().ToDictionary(dimension => dimension.Key(), report.MeanKappa),
        Pairs = report.Pairs.Select(pair => new
        {
            pair.First,
            pair.Second,
            Dimensions = Enum.GetValues<Dimension>().Select(dimension => new
            {
                Dimension = dimension.Key(),
                pair.Confusions[(int)dimension].Kappa,
                KappaInterval = pair.KappaIntervals[(int)dimension],
                Confusion = EvaluationJson.Rows(pair.Confusions[(int)dimension]),
            }),
            pair.ExactCells,
            pair.MainJobs,
            pair.Workflows,
        }),
        report.Disputed,
    });
}
