using Spectre.Console;
using Triage.Core.Routing.Documents;
using Triage.V1;
using Level = Triage.Core.Scoring.Level;
using ChannelKind = Triage.Core.Routing.ChannelKind;

namespace Triage.Cli.Policies;

/// <summary>The 3 × 3 × 3 matrix in the terminal: a table for each complexity, severity down, effort across.</summary>
internal static class MatrixPicture
{
    private static readonly string[] Levels = ["low", "medium", "high"];

    /// <summary>Draws a matrix, colored by the kind of the first channel.</summary>
    public static void Print(PolicyDocument policy)
    {
        Dictionary<string, ChannelKind> kinds =
            policy.Channels.ToDictionary(c => c.Id, c => c.Kind, StringComparer.Ordinal);
        Print(policy, row => $"[{Color(kinds[row.Primary])}]{row.Primary}[/]\n[dim]{row.Secondary ?? "-"}[/]");
        AnsiConsole.MarkupLine(
            "[green]self-service[/]  [blue]automated[/]  [yellow]assisted[/]  [red]field[/]   above: primary, "
            + "below: secondary");
    }

    /// <summary>Draws a matrix and in it the cells that differ: before, and after.</summary>
    public static void Print(PolicyDocument policy, IReadOnlyCollection<CellChange> changes)
    {
        Dictionary<string, CellChange> changed = changes.ToDictionary(c => c.Cell, StringComparer.Ordinal);
        Print(policy, row => changed.TryGetValue(row.Cell.ToString(), out CellChange? change)
            ? $"[red]- {Pair(change.PrimaryBefore, change.SecondaryBefore)}[/]\n[green]+ "
                + $"{Pair(change.PrimaryAfter, change.SecondaryAfter)}[/]"
            : $"[dim]{Pair(row.Primary, row.Secondary)}[/]");
    }

    private static void Print(PolicyDocument policy, Func<CellDocument, string> draw)
    {
        foreach (IGrouping<Level, CellDocument> layer in policy.Matrix.GroupBy(row => row.Cell.Complexity))
        {
            Level[] efforts = [.. layer.Select(row => row.Cell.Effort).Distinct()];
            Table table = new Table().Border(TableBorder.Rounded).ShowRowSeparators()
                .Title($"complexity {Levels[(int)layer.Key]}")
                .AddColumn("severity \\ effort");
            foreach (Level effort in efforts)
            {
                table.AddColumn(Levels[(int)effort]);
            }

            // The worst on top, as people draw it.
            foreach (IGrouping<Level, CellDocument> line in layer.GroupBy(row => row.Cell.Severity)
                .OrderByDescending(g => g.Key))
            {
                table.AddRow([Levels[(int)line.Key], .. line.OrderBy(row => row.Cell.Effort).Select(draw)]);
            }

            AnsiConsole.Write(table);
        }
    }

    private static string Pair(string primary, string? secondary) =>
        string.IsNullOrEmpty(secondary) ? primary : $"{primary}, {secondary}";

    private static string Color(ChannelKind kind) => kind switch
    {
        ChannelKind.SelfService => "green",
        ChannelKind.Automated => "blue",
        ChannelKind.Assisted => "yellow",
        _ => "red",
    };
}
