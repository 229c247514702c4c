using Spectre.Console;
using Triage.Core.Scoring;
using Triage.Learning.Evaluation;

namespace Triage.Cli;

/// <summary>A confusion matrix as a table.</summary>
internal static class ConfusionTable
{
    private static readonly string[] Levels = ["low", "medium", "high"];

    /// <summary>Makes the table.</summary>
    /// <param name="dimension">What the levels are of.</param>
    /// <param name="confusion">The counts.</param>
    /// <param name="rows">Who gave the levels in the rows.</param>
    /// <param name="columns">Who gave the levels in the columns.</param>
    public static Table Of(Dimension dimension, ConfusionMatrix confusion, string rows, string columns)
    {
        Table table = new Table().Border(TableBorder.Minimal)
            .AddColumn(new TableColumn(Markup.Escape($"{dimension.Key()}: {rows} \\ {columns}")));
        foreach (string level in Levels)
        {
            table.AddColumn(new TableColumn(level).RightAligned());
        }

        foreach (Level truth in Enum.GetValues<Level>())
        {
            table.AddRow(
                [Levels[(int)truth], .. Enum.GetValues<Level>().Select(given => $"{confusion[truth, given]}")]);
        }

        return table;
    }
}
