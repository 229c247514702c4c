using System.Text;
using Spectre.Console;
using Triage.V1;

namespace Triage.Cli.Route;

/// <summary>A query with the words that counted most: bold and coloured on a terminal, else between « and ».</summary>
internal static class HighlightedText
{
    private const int MaxWords = 6;
    private const double MinShare = 0.35; // of the strongest word's contribution

    public static Markup Of(string text, Explanation explanation)
    {
        StringBuilder markup = new();
        int end = 0;
        foreach ((TextMatch match, float contribution) in Strongest(explanation).OrderBy(word => word.Match.Start))
        {
            markup.Append(Markup.Escape(text[end..match.Start]));
            markup.Append(Mark(text[match.Start..match.End], contribution));
            end = match.End;
        }

        return new Markup(markup.Append(Markup.Escape(text[end..])).ToString());
    }

    /// <summary>The words that moved a dimension most, each once with its strongest contribution; none
    /// overlap.</summary>
    private static List<(TextMatch Match, float Contribution)> Strongest(Explanation explanation)
    {
        (TextMatch Match, float Contribution)[] all = [.. explanation.Dimensions
            .SelectMany(dimension => dimension.Words)
            .Select(word => (word.Match, word.Contribution))
            .OrderByDescending(word => Math.Abs(word.Contribution))];
        List<(TextMatch Match, float Contribution)> strongest = [];
        foreach ((TextMatch match, float contribution) in all)
        {
            bool isStrong = Math.Abs(contribution) >= MinShare * Math.Abs(all[0].Contribution);
            bool isFree =
                strongest.TrueForAll(other => match.End <= other.Match.Start || other.Match.End <= match.Start);
            if (isStrong && isFree && strongest.Count < MaxWords)
            {
                strongest.Add((match, contribution));
            }
        }

        return strongest;
    }

    private static string Mark(string word, float contribution)
    {
        if (!AnsiConsole.Profile.Capabilities.Ansi)
        {
            return $"«{Markup.Escape(word)}»";
        }

        return contribution > 0 ? $"[bold red]{Markup.Escape(word)}[/]" : $"[bold green]{Markup.Escape(word)}[/]";
    }
}
