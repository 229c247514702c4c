using System.Globalization;
using Spectre.Console;
using Triage.V1;

namespace Triage.Cli.Route;

/// <summary>Prints a decision as a person reads it.</summary>
internal static class DecisionPrinter
{
    private const int BarWidth = 24;
    private const int ShownWords = 5;

    public static void Print(string text, TriageResponse response)
    {
        AnsiConsole.Write(new Padder(HighlightedText.Of(text, response.Explanation)).Padding(0, 0, 0, 1));
        AnsiConsole.Write(Levels(response));
        PrintSummary(response);
        AnsiConsole.Write(Channels(response));
        AnsiConsole.Write(Words(response.Explanation));
        PrintNotes(response);
    }

    private static Grid Levels(TriageResponse response)
    {
        Grid grid = NewGrid(4);
        AddLevel(grid, "complexity", response.Complexity);
        AddLevel(grid, "severity", response.Severity);
        AddLevel(grid, "effort", response.Effort);
        return grid;
    }

    private static void AddLevel(Grid grid, string dimension, DimensionScore score)
    {
        (string word, string colour) = score.Level switch
        {
            Level.Low => ("low", "green"),
            Level.Medium => ("medium", "yellow"),
            _ => ("high", "red"),
        };

        // Values lie about 0 to 2; what lies beyond fills or empties the bar.
        int filled = (int)Math.Round(Math.Clamp(score.Value / 2, 0, 1) * BarWidth);
        grid.AddRow(
            $"[bold]{dimension}[/]",
            $"[{colour}]{new string('█', filled)}[/][dim]{new string('░', BarWidth - filled)}[/]",
            $"[{colour}]{word}[/]",
            $"low {Percent(score.Probabilities[0])}, medium {Percent(score.Probabilities[1])}, high "
            + $"{Percent(score.Probabilities[2])}");
    }

    private static void PrintSummary(TriageResponse response)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLine(
            Number($"cell [bold]{response.Cell}[/], confidence {response.Confidence:F2}, job {response.Jobs[0].Job}, ")
            + $"workflow {response.Workflow}, language {response.Language}");
        if (response.WantsPerson)
        {
            string words = string.Join("', '", response.WantsPersonWords.Select(match => match.Text));
            AnsiConsole.MarkupLineInterpolated($"[bold]asks for a person[/]: '{words}'");
        }

        AnsiConsole.WriteLine();
    }

    private static Grid Channels(TriageResponse response)
    {
        Grid grid = NewGrid(3);
        AddChannel(grid, "primary", response.Primary);
        AddChannel(grid, "secondary", response.Secondary);
        foreach (RoutedChannel fallback in response.Fallbacks)
        {
            AddChannel(grid, "then", fallback);
        }

        foreach (RoutedChannel passed in response.PassedOver)
        {
            AddChannel(grid, "not", passed);
        }

        return grid;
    }

    private static void AddChannel(Grid grid, string place, RoutedChannel? channel)
    {
        if (channel is not null)
        {
            grid.AddRow($"[dim]{place}[/]", $"[bold]{Markup.Escape(channel.Name)}[/]", Markup.Escape(channel.Reason));
        }
    }

    private static Padder Words(Explanation explanation)
    {
        Grid grid = NewGrid(2);
        foreach (DimensionExplanation dimension in explanation.Dimensions)
        {
            grid.AddRow(
                $"[bold]{dimension.Dimension}[/]",
                string.Join("  ", dimension.Words.Take(ShownWords).Select(word =>
                    $"{Markup.Escape(word.Match.Text)} [dim]{Number($"{word.Contribution:+0.00;-0.00}")}[/]")));
        }

        return new Padder(grid).Padding(0, 1, 0, 0);
    }

    private static void PrintNotes(TriageResponse response)
    {
        if (response.NextQuestion is { } question)
        {
            AnsiConsole.WriteLine();
            AnsiConsole.MarkupLineInterpolated($"In doubt, ask: [bold]{question.Text}[/] ({question.Criterion})");
            foreach (AnswerOption option in question.Options)
            {
                AnsiConsole.MarkupLineInterpolated(
                    $"  {option.Answer}  {option.Text} [dim]leads to {option.Primary}[/]");
            }

            if (question.OfferPerson)
            {
                AnsiConsole.WriteLine("  and offer a person");
            }
        }

        foreach (string degraded in response.Degraded)
        {
            AnsiConsole.MarkupLineInterpolated($"[yellow]{degraded}[/]");
        }
    }

    private static Grid NewGrid(int columns)
    {
        Grid grid = new();
        for (int i = 0; i < columns; i++)
        {
            grid.AddColumn(new GridColumn().NoWrap());
        }

        grid.Columns[columns - 1].NoWrap = false;
        return grid;
    }

    private static string Percent(float share) => Number($"{share * 100:F0}%");

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
