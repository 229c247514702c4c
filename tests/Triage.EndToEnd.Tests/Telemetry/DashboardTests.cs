using System.Text.Json;
using System.Text.RegularExpressions;
using Triage.EndToEnd.Tests.Worker;

namespace Triage.EndToEnd.Tests.Telemetry;

/// <summary>Dashboards and alerts, against what the service and its workers really emit.</summary>
[Collection(ObservedService.Name)]
public sealed partial class DashboardTests(ObservedService service, ObservedWorker worker)
{
    private static readonly string Deploy = Path.Combine(Repository.Root, "deploy");

    [Fact]
    public void Dashboards_EveryQuery_NamesMetricsAndLabelsThatAreEmitted()
    {
        List<string> queries = [], legends = [];
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Deploy, "grafana"), "*.json"))
        {
            using var dashboard = JsonDocument.Parse(File.ReadAllText(file));
            Collect(dashboard.RootElement, queries, legends);
        }

        Assert.InRange(queries.Count, 30, 1_000);
        Assert.Empty(Faults([.. queries]));
        Dictionary<string, HashSet<string>> series = Series();
        Assert.All(
            legends.SelectMany(legend => Placeholder().Matches(legend)).Select(match => match.Groups["label"].Value),
            label => Assert.Contains(series.Values, labels => labels.Contains(label)));
    }

    [Fact]
    public void Alerts_EveryRule_NamesMetricsAndLabelsThatAreEmittedAndSaysWhatToDo()
    {
        string rules = string.Concat(
            Directory.EnumerateFiles(Path.Combine(Deploy, "alerts"), "*.yaml").Select(File.ReadAllText));
        int count = Key("alert").Count(rules);
        Assert.InRange(count, 10, 100);
        Assert.All(
            ["expr", "for", "severity", "summary", "description"], key => Assert.Equal(count, Key(key).Count(rules)));
        Assert.Equal(
            count, Key("alert").Matches(rules).Select(match => match.Groups["value"].Value).Distinct().Count());
        Assert.Empty(Faults([.. Key("expr").Matches(rules).Select(match => match.Groups["value"].Value.Trim('\''))]));
    }

    [Theory]
    [InlineData(
        "sum by (cell) (rate(triage_decisions_total{chanel=\"phone\"}[5m]))",
        "triage_decisions_total: no label chanel")]
    [InlineData("triage_decisions{cell=\"LLL\"}", "triage_decisions: no such metric")]
    [InlineData("sum by (zone) (triage_policy_held)", "no label zone")]
    [InlineData("absent(triage_policy_kept) or vector(0)", "triage_policy_kept: no such metric")]
    public void Faults_QueryThatFindsNothing_AreNamed(string query, string fault) =>
        Assert.Contains(fault, Assert.Single(Faults([query])), StringComparison.Ordinal);

    private Dictionary<string, HashSet<string>> Series() =>
        PrometheusSeries.Of(service.Collector.Metrics.Concat(worker.Collector.Metrics));

    private List<string> Faults(string[] queries)
    {
        Dictionary<string, HashSet<string>> series = Series();
        List<string> faults = [];
        foreach (string text in queries)
        {
            PromQuery query = new(text);
            faults.AddRange(query.Matched.Where(m => !series.ContainsKey(m.Metric))
                .Select(m => $"{m.Metric}: no such metric, in {text}"));
            (string Metric, string[] Labels)[] known = [.. query.Matched.Where(m => series.ContainsKey(m.Metric))];
            faults.AddRange(known.SelectMany(m => m.Labels.Where(label => !series[m.Metric].Contains(label))
                .Select(label => $"{m.Metric}: no label {label}, in {text}")));
            faults.AddRange(query.Grouped.Where(label => !known.Any(m => series[m.Metric].Contains(label)))
                .Select(label => $"no label {label}, in {text}"));
        }

        return faults;
    }

    /// <summary>Finds queries wherever a dashboard has them: panels, annotations, variables.</summary>
    private static void Collect(JsonElement element, List<string> queries, List<string> legends)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                Collect(item, queries, legends);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in element.EnumerateObject())
            {
                if (property.Name == "expr")
                {
                    queries.Add(property.Value.GetString()!);
                }
                else if (property is { Name: "query", Value.ValueKind: JsonValueKind.String }
                    && property.Value.GetString() is "prometheus")
                {
                    // The kind of a data source.
                }
                else if (property is { Name: "query", Value.ValueKind: JsonValueKind.String })
                {
                    Match values = LabelValues().Match(property.Value.GetString()!);
                    queries.Add($"sum by ({values.Groups["label"].Value}) ({values.Groups["metric"].Value})");
                }
                else if (property.Name is "legendFormat" or "titleFormat")
                {
                    legends.Add(property.Value.GetString()!);
                }
                else
                {
                    Collect(property.Value, queries, legends);
                }
            }
        }
    }

    private static Regex Key(string key) => new(
        $@"^\s*(- )?{key}: (?<value>.+)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"\{\{(?<label>\w+)\}\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();

    [GeneratedRegex(
        @"label_values\((?<metric>\w+), (?<label>\w+)\)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LabelValues();
}
