using System.Globalization;
using Spectre.Console;
using Triage.Core.Scoring;
using Triage.Learning.Evaluation;

namespace Triage.Cli.Agree;

/// <summary>Prints an agreement report for people.</summary>
internal static class AgreementPrinter
{
    public static void Print(AgreementReport report)
    {
        AnsiConsole.MarkupLineInterpolated(
            $"[bold]{report.Lines} lines labelled by all[/], {report.NotShared} left out; quadratic-weighted kappas");
        foreach (PairAgreement pair in report.Pairs)
        {
            AnsiConsole.WriteLine();
            AnsiConsole.MarkupLineInterpolated($"[bold]{pair.First}[/] and [bold]{pair.Second}[/]");
            AnsiConsole.Write(Kappas(pair));
            AnsiConsole.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"exact cell {pair.ExactCells:F3}, main job {pair.MainJobs:F3}, workflow {pair.Workflows:F3}"));
            foreach (Dimension dimension in Enum.GetValues<Dimension>())
            {
                AnsiConsole.Write(ConfusionTable.Of(dimension, pair.Confusions[(int)dimension], "first", "second"));
            }
        }

        if (report.Pairs.Count > 1)
        {
            AnsiConsole.WriteLine("mean kappa: " + string.Join(
                ", ",
                Enum.GetValues<Dimension>()
                    .Select(dimension => $"{dimension.Key()} {Number(report.MeanKappa(dimension))}")));
        }

        AnsiConsole.MarkupLineInterpolated($"[bold]The {report.Disputed.Count} most disputed lines[/]");
        foreach (DisputedLine line in report.Disputed)
        {
            AnsiConsole.MarkupLineInterpolated($"{string.Join(" | ", line.Levels)}  {line.Text}");
        }
    }

    private static Table Kappas(PairAgreement pair)
    {
        Table table = new Table().Border(TableBorder.Minimal).AddColumn("dimension")
            .AddColumn(new TableColumn("kappa").RightAligned())
            .AddColumn(new TableColumn("95%").RightAligned());
        foreach (Dimension dimension in Enum.GetValues<Dimension>())
        {
            Interval interval = pair.KappaIntervals[(int)dimension];
            table.AddRow(
                dimension.Key(),
                Number(pair.Confusions[(int)dimension].Kappa),
                $"{Number(interval.Low)} to {Number(interval.High)}");
        }

        return table;
    }

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
