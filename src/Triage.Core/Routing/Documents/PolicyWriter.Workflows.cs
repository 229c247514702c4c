using System.Text.Json;
using Triage.Core.Scoring;
using Triage.Core.Workflows;

namespace Triage.Core.Routing.Documents;

public static partial class PolicyWriter
{
    private static void Workflows(Utf8JsonWriter json, ValueList<WorkflowDocument> workflows)
    {
        if (workflows.Count == 0)
        {
            return;
        }

        json.WriteStartObject("workflows");
        foreach (WorkflowDocument workflow in workflows)
        {
            json.WriteStartObject(workflow.Id);
            json.WriteString("name", workflow.Name);
            if (workflow.IsVariant)
            {
                json.WriteString("serves", workflow.Serves.Key());
            }

            if (!workflow.When.IsEmpty)
            {
                Condition(json, workflow.When);
            }

            Texts(json, "channels", workflow.Channels);
            json.WriteString("start", workflow.Start);
            if (workflow.StartOn.Count > 0)
            {
                json.WriteStartObject("startOn");
                foreach (StartDocument start in workflow.StartOn)
                {
                    json.WriteString(start.Channel, start.Step);
                }

                json.WriteEndObject();
            }

            json.WriteStartObject("steps");
            foreach (StepDocument step in workflow.Steps)
            {
                Step(json, step);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Step(Utf8JsonWriter json, StepDocument step)
    {
        json.WriteStartObject(step.Id);
        if (step.Kind != StepKind.Action)
        {
            json.WriteString("kind", Names.StepKinds[(int)step.Kind]);
        }

        json.WriteString("name", step.Name);
        if (step.By is Actor actor)
        {
            json.WriteString("by", Names.Actors[(int)actor]);
        }

        Texts(json, "on", step.On);
        if (step.Kind == StepKind.Decision)
        {
            json.WriteStartObject("next");
            foreach (EdgeDocument edge in step.Next)
            {
                json.WriteString(edge.If!, edge.To);
            }

            json.WriteEndObject();
        }
        else if (step.Next.Count > 0)
        {
            json.WriteString("next", step.Next[0].To);
        }

        json.WriteEndObject();
    }
}
