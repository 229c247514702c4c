using System.Text;

namespace Triage.Core.Workflows;

/// <summary>Draws a workflow as a Mermaid flow chart.</summary>
public static class MermaidDiagram
{
    /// <summary>Draws a workflow.</summary>
    /// <returns>Mermaid source, lines parted by LF; whatever the names hold, they stay inside their labels.</returns>
    public static string Of(WorkflowDocument workflow)
    {
        StringBuilder text = new("flowchart TD\n");
        foreach (StepDocument step in workflow.Steps)
        {
            string label = Escape(step.By is Actor actor ? $"{ActorText.Of(actor)}: {step.Name}" : step.Name);
            text.Append("  ").Append(Id(step.Id)).Append(step.Kind switch
            {
                StepKind.Decision => $"{{\"{label}\"}}",
                StepKind.End => $"([\"{label}\"])",
                _ => $"[\"{label}\"]",
            }).Append('\n');
        }

        text.Append("  start((\" \")) --> ").Append(Id(workflow.Start)).Append('\n');
        foreach (StartDocument start in workflow.StartOn)
        {
            text.Append("  on_").Append(start.Channel).Append("((\"").Append(Escape(start.Channel)).Append("\")) --> ")
                .Append(Id(start.Step)).Append('\n');
        }

        foreach (StepDocument step in workflow.Steps)
        {
            foreach (EdgeDocument edge in step.Next)
            {
                text.Append("  ").Append(Id(step.Id)).Append(" -->")
                    .Append(edge.If is null ? " " : $"|\"{Escape(edge.If)}\"| ").Append(Id(edge.To)).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Prefixes an id, because "end" and the like are words of Mermaid.</summary>
    private static string Id(string step) => $"step_{step}";

    /// <summary>Writes the characters that end a label or begin markup as Mermaid's entities.</summary>
    private static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char c in text)
        {
            escaped.Append(c is '"' or '#' or '<' or '>' or '&' or '`' or '\\' or ';' or '|' or '\n' or '\r'
                ? $"#{(int)c};"
                : c.ToString());
        }

        return escaped.ToString();
    }
}
