using System.Text.Json;
using Triage.Core.Scoring;

namespace Triage.Cli.Tests;

public sealed class WorkflowTests
{
    [Fact]
    public async Task List_DefaultPolicy_NamesEveryWorkflowOfTheScore()
    {
        string output = (await TriageProcess.RunAsync("workflow", "list")).Success();
        Assert.All(Vocabulary.Workflows, id => Assert.Contains(id, output, StringComparison.Ordinal));
        Assert.Contains("(variant of ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_EveryWorkflow_IsDrawnWithItsSteps()
    {
        string list = (await TriageProcess.RunAsync("workflow", "list", "--json")).Success();
        using JsonDocument workflows = JsonDocument.Parse(list);
        foreach (JsonElement workflow in workflows.RootElement.GetProperty("workflows").EnumerateArray())
        {
            string id = workflow.GetProperty("id").GetString()!;
            string drawn = (await TriageProcess.RunAsync("workflow", "show", id)).Success();
            using JsonDocument graph =
                JsonDocument.Parse((await TriageProcess.RunAsync("workflow", "show", id, "--json")).Success());
            Assert.StartsWith(workflow.GetProperty("name").GetString()!, drawn, StringComparison.Ordinal);
            Assert.All(
                graph.RootElement.GetProperty("steps").EnumerateArray(),
                step => Assert.Contains(step.GetProperty("name").GetString()!, drawn, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Show_Mermaid_IsAFlowChart() => Assert.StartsWith(
        "flowchart TD",
        (await TriageProcess.RunAsync("workflow", "show", "cart", "--mermaid")).Success(),
        StringComparison.Ordinal);

    [Fact]
    public async Task Show_UnknownWorkflow_ExitCode1AndNamesTheKnownOnes()
    {
        var result = await TriageProcess.RunAsync("workflow", "show", "party");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("onboarding", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }
}
