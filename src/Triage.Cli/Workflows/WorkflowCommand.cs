using System.CommandLine;
using Google.Protobuf;
using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;
using Triage.Core.Workflows;
using Triage.Server.Workflows;
using Triage.V1;

namespace Triage.Cli.Workflows;

/// <summary><c>triage workflow</c>: shows the service workflows of a policy.</summary>
internal static class WorkflowCommand
{
    public static Command Create() => new("workflow", "Shows the service workflows of a policy.") { List(), Show() };

    private static Command List()
    {
        Option<FileInfo?> policy = PolicyOption.Create();
        Option<bool> json = JsonOption.Create();
        Command command = new(
            "list", "Lists the workflows: id, name, and of a variant what it stands in for.") { policy, json };
        command.SetAction(parsed =>
        {
            ValueList<WorkflowGraph> all = Load(parsed.GetValue(policy));
            if (parsed.GetValue(json))
            {
                Print(new ListWorkflowsResponse { Workflows = { all.Select(WorkflowMessages.SummaryOf) } });
                return;
            }

            int width = all.Count == 0 ? 0 : all.Max(workflow => workflow.Id.Length);
            foreach (WorkflowGraph workflow in all)
            {
                string variant = workflow.Document.IsVariant ? $" (variant of {workflow.Serves.Key()})" : "";
                Console.WriteLine($"{workflow.Id.PadRight(width)}  {workflow.Name}{variant}");
            }
        });
        return command;
    }

    private static Command Show()
    {
        Argument<string> name = new("NAME") { Description = "Id of the workflow; 'triage workflow list' names them." };
        Option<FileInfo?> policy = PolicyOption.Create();
        Option<bool> mermaid = new("--mermaid") { Description = "Print the source of a Mermaid flow chart." };
        Option<bool> json = JsonOption.Create();
        Command command = new("show", "Draws a workflow.") { name, policy, mermaid, json };
        command.SetAction(parsed =>
        {
            ValueList<WorkflowGraph> all = Load(parsed.GetValue(policy));
            string id = parsed.GetRequiredValue(name);
            WorkflowGraph workflow = all.FirstOrDefault(workflow => workflow.Id == id) ?? throw new CommandFailure(
                $"workflow: expected one of {string.Join(", ", all.Select(workflow => workflow.Id))}, got '{id}'");
            if (parsed.GetValue(json))
            {
                Print(WorkflowMessages.Of(workflow));
            }
            else
            {
                Console.Write(
                    parsed.GetValue(mermaid)
                        ? MermaidDiagram.Of(workflow.Document)
                        : TextDiagram.Of(workflow.Document));
            }
        });
        return command;
    }

    private static ValueList<WorkflowGraph> Load(FileInfo? policy) =>
        PolicyOption.Load(policy, Model.Embedded).Routing.Workflows.All;

    /// <summary>Prints what the API answers.</summary>
    private static void Print(IMessage message) => Console.WriteLine(JsonFormatter.Default.Format(message));
}
