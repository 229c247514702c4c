using System.Globalization;
using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Routing.Escalating;
using Triage.Core.Scoring;
using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Server.Explanations;

/// <summary>Says the steps of a decision in words.</summary>
/// <param name="policy">The policy that decided.</param>
/// <param name="steps">Where they go.</param>
internal sealed class ExplainSteps(ServedPolicy policy, ICollection<ExplainStep> steps)
{
    public void Add(string about, string text) => steps.Add(new ExplainStep { About = about, Text = text });

    /// <summary>Says what the id alone tells.</summary>
    public void AddDecided(in DecisionToken decided, string modelVersion)
    {
        Attempt attempt = decided.Attempt;
        Add(
            "decision",
            $"decided at {decided.DecidedAt:yyyy-MM-dd HH:mm:ss.fff} UTC, "
            + $"attempt {attempt.Number} of the conversation");
        string model = policy.ModelVersion is string checkedWith && checkedWith != modelVersion
            ? $"; it was checked with model {checkedWith} and model {modelVersion} scores now"
            : "";
        Add("policy", $"version {policy.Version} of \"{policy.Routing.Document.Name}\" decided{model}");
        if (attempt.IsEscalated)
        {
            Add(
                "escalation",
                "it follows from an attempt that did not work out; tried in this conversation, with this one: "
                + $"{Names(attempt.Tried)}; now {NameOf(attempt.Channel)}");
        }
    }

    /// <summary>Says how a decision comes about.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="overrideIndex">The override that applied, or -1.</param>
    /// <param name="met">How many overrides the query meets.</param>
    public void AddDecision(TriageResponse decision, int overrideIndex, int met)
    {
        Add(
            "score",
            $"complexity {Word(decision.Complexity)}, severity {Word(decision.Severity)}, "
            + $"effort {Word(decision.Effort)}: cell {decision.Cell}");
        if (decision.WantsPerson)
        {
            string words = string.Join(", ", decision.WantsPersonWords.Select(match => $"\"{match.Text}\""));
            Add("person", $"the customer asks for a person ({words}), so people come first");
        }

        PolicyDocument document = policy.Routing.Document;
        Add("cell", OfCell(document.Matrix.First(row => row.Cell.ToString() == decision.Cell)));
        Add("override", $"{met} of {document.Overrides.Count} overrides are met{OfOverride(overrideIndex)}");
        foreach (RoutedChannel passed in decision.PassedOver)
        {
            Add("passed_over", $"{passed.Name}: {passed.Reason}");
        }

        AddOffered(decision);
    }

    /// <summary>Says what deciding again came to differently.</summary>
    /// <returns>Whether it came to the same.</returns>
    public bool AddDifferences(Attempt decided, Attempt again)
    {
        int before = steps.Count;
        AddDifference("cell", decided.Cell.ToString(), again.Cell.ToString());
        AddDifference("override", OverrideOf(decided.Override), OverrideOf(again.Override));
        AddDifference("job", decided.Job.Key(), again.Job.Key());
        AddDifference("workflow", decided.Workflow.Key(), again.Workflow.Key());
        AddDifference("language", decided.Language.Tag(), again.Language.Tag());
        AddDifference("wish for a person", Truth(decided.WantsPerson), Truth(again.WantsPerson));
        if (!decided.IsEscalated)
        {
            AddDifference("first channel", NameOf(decided.Channel), NameOf(again.Channel));
        }

        return steps.Count == before;
    }

    private void AddDifference(string what, string decided, string again)
    {
        if (decided != again)
        {
            Add(
                "difference",
                $"{what}: was {decided}, is {again} when decided again "
                + "(reports on channels of that time, or the model, are others now)");
        }
    }

    private void AddOffered(TriageResponse decision)
    {
        if (decision.Primary is null)
        {
            Add("offered", decision.NextOpening is { } next
                ? $"no channel is usable; {next.Name} opens next, at {next.At.ToDateTimeOffset():yyyy-MM-dd HH:mm} UTC"
                : $"no channel is usable, and none opens within 400 days");
        }

        int place = 1;
        foreach (RoutedChannel channel
            in new[] { decision.Primary, decision.Secondary }.Concat(decision.Fallbacks).OfType<RoutedChannel>())
        {
            string source = channel.WaitReported ? "reported" : "typical";
            Add(
                "offered",
                $"{place++}. {channel.Name}: {channel.Reason}; {source} wait {channel.ExpectedWaitMinutes} minutes");
        }
    }

    private static string OfCell(CellDocument row) =>
        $"cell {row.Cell} leads to {row.Primary}, then {row.Secondary ?? "the fallbacks"}: {row.Why}";

    private string OfOverride(int index) => index < 0
        ? ", so the cell decides"
        : $"; the first in the policy, '{policy.Routing.Document.Overrides[index].Id}', decides: "
            + policy.Routing.Document.Overrides[index].Why;

    private string OverrideOf(int index) => index < 0 ? "none" : policy.Routing.Document.Overrides[index].Id;

    private string NameOf(byte channel) =>
        channel == Judgement.NoChannel ? "none" : policy.Routing.Channels[channel].Name;

    private string Names(ChannelSet channels) => string.Join(
        ", ",
        policy.Routing.Channels.Where(channel => channels.Contains(channel.Index)).Select(channel => channel.Name));

    private static string Word(V1.DimensionScore score) =>
        string.Create(
            CultureInfo.InvariantCulture, $"{(Core.Scoring.Level)((int)score.Level - 1)} ({score.Value:0.00})")
            .ToLowerInvariant();

    private static string Truth(bool value) => value ? "yes" : "no";
}
