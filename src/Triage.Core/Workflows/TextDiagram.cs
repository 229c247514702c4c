using System.Text;

namespace Triage.Core.Workflows;

/// <summary>Draws a workflow as an indented tree for a terminal.</summary>
public static class TextDiagram
{
    /// <summary>
    /// Draws a workflow: one line a step, branches below decisions, "to ..." where a step was drawn before.
    /// </summary>
    /// <returns>Lines parted by LF.</returns>
    public static string Of(WorkflowDocument workflow)
    {
        StringBuilder text = new();
        text.Append(workflow.Name).Append('\n');
        Dictionary<string, StepDocument> steps = workflow.Steps.ToDictionary(s => s.Id, StringComparer.Ordinal);
        HashSet<string> drawn = new(StringComparer.Ordinal);
        foreach (StartDocument start in workflow.StartOn)
        {
            text.Append("on ").Append(start.Channel).Append('\n');
            Draw(steps[start.Step], "  ", steps, drawn, text);
        }

        text.Append(workflow.StartOn.Count > 0 ? "on other channels\n" : "start\n");
        Draw(steps[workflow.Start], "  ", steps, drawn, text);
        return text.ToString();
    }

    private static void Draw(
        StepDocument? step,
        string indent,
        Dictionary<string, StepDocument> steps,
        HashSet<string> drawn,
        StringBuilder text)
    {
        while (step is not null)
        {
            if (!drawn.Add(step.Id))
            {
                text.Append(indent).Append("to: ").Append(step.Name).Append('\n');
                return;
            }

            text.Append(indent).Append(Symbol(step.Kind)).Append(' ')
                .Append(step.By is Actor actor ? $"{ActorText.Of(actor)}: " : "").Append(step.Name).Append('\n');
            if (step.Kind == StepKind.Decision)
            {
                foreach (EdgeDocument edge in step.Next)
                {
                    text.Append(indent).Append("  ").Append(edge.If).Append('\n');
                    Draw(steps[edge.To], indent + "    ", steps, drawn, text);
                }

                return;
            }

            step = step.Next.Count > 0 ? steps[step.Next[0].To] : null;
        }
    }

    private static char Symbol(StepKind kind) => kind switch
    {
        StepKind.Decision => '?',
        StepKind.End => '■',
        _ => '•',
    };
}
