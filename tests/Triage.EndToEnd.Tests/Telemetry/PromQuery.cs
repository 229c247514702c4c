using System.Text.RegularExpressions;

namespace Triage.EndToEnd.Tests.Telemetry;

/// <summary>The metrics and labels that a query of Prometheus names.</summary>
internal sealed partial class PromQuery
{
    private static readonly HashSet<string> Words =
        ["and", "or", "unless", "by", "without", "on", "ignoring", "group_left", "group_right", "offset", "bool"];

    public PromQuery(string text)
    {
        string bare = Duration().Replace(Quoted().Replace(text, "\"\""), "");
        foreach (Match selector in Selector().Matches(bare))
        {
            Matched.Add((
                selector.Groups["metric"].Value,
                [.. Matcher().Matches(selector.Value).Select(m => m.Groups["label"].Value)]));
        }

        foreach (Match grouping in Grouping().Matches(bare))
        {
            Grouped.UnionWith(Identifier().Matches(grouping.Groups["labels"].Value).Select(m => m.Value));
        }

        string rest = Grouping().Replace(Selector().Replace(bare, ""), "");
        Matched.AddRange(Identifier().Matches(rest)
            .Where(m => !Words.Contains(m.Value) && !rest[(m.Index + m.Length)..].TrimStart().StartsWith('('))
            .Select(m => (m.Value, (string[])[])));
    }

    /// <summary>Gets each metric with the labels that it is chosen by.</summary>
    public List<(string Metric, string[] Labels)> Matched { get; } = [];

    /// <summary>Gets the labels that are summed or joined by.</summary>
    public HashSet<string> Grouped { get; } = [];

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\[[^\]]*\]|\b[0-9.]+(e[0-9]+)?\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Duration();

    [GeneratedRegex(
        @"(?<metric>[a-zA-Z_:][\w:]*)\{[^}]*\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Selector();

    [GeneratedRegex(@"(?<label>\w+)\s*(=~|!~|!=|=)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Matcher();

    [GeneratedRegex(
        @"\b(by|without|on|ignoring|group_left|group_right)\s*\((?<labels>[^)]*)\)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Grouping();

    [GeneratedRegex(@"[a-zA-Z_:][\w:]*", RegexOptions.NonBacktracking)]
    private static partial Regex Identifier();
}
