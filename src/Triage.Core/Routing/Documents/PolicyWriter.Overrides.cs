using System.Text.Json;
using Triage.Core.Scoring;

namespace Triage.Core.Routing.Documents;

public static partial class PolicyWriter
{
    private static void Override(Utf8JsonWriter json, OverrideDocument document)
    {
        json.WriteStartObject();
        json.WriteString("id", document.Id);
        Condition(json, document.When);
        Instant(json, "from", document.From);
        Instant(json, "until", document.Until);
        Targets(json, document.Primary, document.Secondary, document.Why);
        json.WriteEndObject();
    }

    private static void Condition(Utf8JsonWriter json, ConditionDocument when)
    {
        json.WriteStartObject("when");
        Texts(json, "cell", when.Cells.Select(c => c.ToString()));
        Texts(json, "complexity", when.Complexity.Select(l => Names.Levels[(int)l]));
        Texts(json, "severity", when.Severity.Select(l => Names.Levels[(int)l]));
        Texts(json, "effort", when.Effort.Select(l => Names.Levels[(int)l]));
        if (when.Criteria.Count > 0)
        {
            json.WriteStartObject("criteria");
            foreach (CriterionCondition criterion in when.Criteria)
            {
                OneOrMore(
                    json, criterion.Criterion.Key(), criterion.Answers, static (json, a) =>
                        json.WriteNumberValue((int)a));
            }

            json.WriteEndObject();
        }

        Texts(json, "job", when.Jobs.Select(j => j.Key()));
        Texts(json, "workflow", when.Workflows.Select(w => w.Key()));
        Texts(json, "language", when.Languages.Select(l => l.Tag()));
        if (when.Attributes.Count > 0)
        {
            json.WriteStartObject("attributes");
            foreach (AttributeCondition attribute in when.Attributes)
            {
                Texts(json, attribute.Name, attribute.Values);
            }

            json.WriteEndObject();
        }

        if (when.WantsPerson is bool wants)
        {
            json.WriteBoolean("wantsPerson", wants);
        }

        json.WriteEndObject();
    }
}
