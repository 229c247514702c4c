using Triage.Core.Scoring;
using Triage.Core.Workflows;
using Triage.V1;
using StepKind = Triage.V1.StepKind;

namespace Triage.Server.Workflows;

/// <summary>Writes workflows in the words of the contract.</summary>
internal static class WorkflowMessages
{
    public static WorkflowSummary SummaryOf(WorkflowGraph workflow) => new()
    {
        Id = workflow.Id,
        Name = workflow.Name,
        Serves = workflow.Serves.Key(),
        IsVariant = workflow.Document.IsVariant,
    };

    public static ServiceWorkflow Of(WorkflowGraph workflow)
    {
        WorkflowDocument document = workflow.Document;
        ServiceWorkflow written = new()
        {
            Summary = SummaryOf(workflow),
            Channels = { document.Channels },
            Start = document.Start,
            Steps = { document.Steps.Select(Of) },
            Mermaid = MermaidDiagram.Of(document),
            Text = TextDiagram.Of(document),
        };
        foreach (StartDocument start in document.StartOn)
        {
            written.StartOn.Add(start.Channel, start.Step);
        }

        return written;
    }

    /// <summary>Writes where a query enters a workflow.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="channel">Index of the assigned channel in the policy.</param>
    public static WorkflowEntry EntryOf(WorkflowGraph workflow, int channel) => new()
    {
        Id = workflow.Id,
        Name = workflow.Name,
        NextStep = Of(workflow.StartOn(channel)),
    };

    private static WorkflowStep Of(StepDocument step) => new()
    {
        Id = step.Id,
        Name = step.Name,
        Kind = (StepKind)((int)step.Kind + 1), // 0 is STEP_KIND_UNSPECIFIED
        By = step.By is Actor actor ? (StepActor)((int)actor + 1) : StepActor.Unspecified,
        On = { step.On },
        Next = { step.Next.Select(edge => new WorkflowEdge { To = edge.To, If = edge.If ?? "" }) },
    };
}
