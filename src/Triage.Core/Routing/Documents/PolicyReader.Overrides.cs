using System.Globalization;
using Triage.Core.Scoring;

namespace Triage.Core.Routing.Documents;

public static partial class PolicyReader
{
    private static readonly string[] InstantFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK",
    ];

    private static OverrideDocument Override(JsonObjectReader json)
    {
        OverrideDocument document = new()
        {
            Id = json.Text("id", isRequired: true) ?? "",
            When = Condition(json.Object("when", isRequired: true)),
            From = Instant(json, "from"),
            Until = Instant(json, "until"),
            Primary = json.Text("primary", isRequired: true) ?? "",
            Secondary = json.Text("secondary"),
            Why = json.Text("why", isRequired: true) ?? "",
        };
        json.Close();
        return document;
    }

    private static ConditionDocument Condition(JsonObjectReader? json)
    {
        if (json is null)
        {
            return new ConditionDocument();
        }

        ConditionDocument condition = new()
        {
            Cells = json.Choices("cell", Names.Cells, Cell.At),
            Complexity = json.Choices("complexity", Names.Levels, i => (Level)i),
            Severity = json.Choices("severity", Names.Levels, i => (Level)i),
            Effort = json.Choices("effort", Names.Levels, i => (Level)i),
            Criteria = Answers(json.Object("criteria")),
            Jobs = json.Choices("job", Names.Jobs, i => (Job)i),
            Workflows = json.Choices("workflow", Names.Workflows, i => (Workflow)i),
            Languages = json.Choices("language", Names.Languages, i => (Language)i),
            Attributes = json.Object("attributes") is JsonObjectReader attributes
                ? [.. attributes.Keys.ToArray().Select(name => new AttributeCondition(name, attributes.Texts(name)))]
                : [],
            WantsPerson = json.Flag("wantsPerson"),
        };
        json.Close();
        return condition;
    }

    private static ValueList<CriterionCondition> Answers(JsonObjectReader? json)
    {
        List<CriterionCondition> conditions = [];
        foreach (Criterion criterion in Enum.GetValues<Criterion>())
        {
            ValueList<Level> answers = json?.Answers(criterion.Key(), i => (Level)i) ?? [];
            if (answers.Count > 0)
            {
                conditions.Add(new CriterionCondition(criterion, answers));
            }
        }

        json?.Close();
        return [.. conditions];
    }

    private static DateTimeOffset? Instant(JsonObjectReader json, string key)
    {
        if (json.Text(key) is not string text)
        {
            return null;
        }

        // K accepts a missing offset as local time; an instant in a document has to name its own.
        bool hasOffset =
            text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal);
        if (hasOffset && DateTimeOffset.TryParseExact(
            text, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset instant))
        {
            return instant.ToUniversalTime();
        }

        json.Report(json.PathOf(key), $"expected an instant such as 2026-12-24T18:00:00Z, got '{text}'");
        return null;
    }
}
