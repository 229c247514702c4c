using System.Globalization;
using Spectre.Console;
using Triage.Core.Scoring;
using Triage.Learning.Evaluation;

namespace Triage.Cli.Evaluate;

/// <summary>Prints an evaluation for people.</summary>
internal static class EvaluationPrinter
{
    public static void Print(EvaluationReport report, IReadOnlyList<LanguageKappas> languages)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{report.Lines} lines[/]; kappa is Cohen's with quadratic weights");
        AnsiConsole.Write(Dimensions(report));
        foreach (DimensionReport dimension in report.Dimensions)
        {
            AnsiConsole.Write(ConfusionTable.Of(dimension.Dimension, dimension.Confusion, "labelled", "given"));
        }

        AnsiConsole.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"exact cell {report.ExactCells:F3}, main job {report.MainJobs:F3}, workflow {report.Workflows:F3}, "
            + $"language {report.Languages:F3}"));
        if (languages.Count > 1)
        {
            AnsiConsole.Write(Languages(languages));
        }

        PrintWorst(report.Worst);
    }

    private static Table Dimensions(EvaluationReport report)
    {
        Table table = new Table().Border(TableBorder.Minimal)
            .AddColumn("dimension")
            .AddColumn(new TableColumn("kappa").RightAligned())
            .AddColumn(new TableColumn("95%").RightAligned())
            .AddColumn(new TableColumn("accuracy").RightAligned())
            .AddColumn(new TableColumn("calibration error").RightAligned());
        foreach (DimensionReport dimension in report.Dimensions)
        {
            table.AddRow(
                dimension.Dimension.Key(),
                Number(dimension.Confusion.Kappa),
                $"{Number(dimension.KappaInterval.Low)} to {Number(dimension.KappaInterval.High)}",
                Number(dimension.Confusion.Accuracy),
                Number(dimension.CalibrationError));
        }

        return table;
    }

    private static Table Languages(IReadOnlyList<LanguageKappas> languages)
    {
        Table table = new Table().Border(TableBorder.Minimal).AddColumn("language")
            .AddColumn(new TableColumn("lines").RightAligned());
        foreach (Dimension dimension in Enum.GetValues<Dimension>())
        {
            table.AddColumn(new TableColumn($"kappa, {dimension.Key()}").RightAligned());
        }

        foreach (LanguageKappas language in languages)
        {
            table.AddRow(
                [language.Language.Tag(), $"{language.Lines}", .. language.Kappas.Select(Number)]);
        }

        return table;
    }

    private static void PrintWorst(IReadOnlyList<ScoredQuery> worst)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]The {worst.Count} worst lines[/] (labelled > given)");
        foreach (ScoredQuery line in worst)
        {
            string levels = $"{LevelText.Digits(line.Query)} > {LevelText.Digits(line.Score)}";
            AnsiConsole.MarkupLineInterpolated(
                $"{levels}  [dim]{line.Query.File}:{line.Query.Line}[/]  {line.Query.Text}");
        }
    }

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
