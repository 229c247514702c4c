using Triage.Core.Scoring;
using Triage.V1;

namespace Triage.EndToEnd.Tests;

public sealed class WorkflowServiceTests(SharedServer server) : IDisposable
{
    private readonly JsonCaller _caller = new(server.Process.Http);

    public void Dispose() => _caller.Dispose();

    [Fact]
    public async Task List_DefaultPolicy_HoldsEveryWorkflowOfTheScoreAndVariants()
    {
        ListWorkflowsResponse list = await ListAsync();
        Assert.All(Vocabulary.Workflows, id =>
            Assert.False(Assert.Single(list.Workflows, workflow => workflow.Id == id).IsVariant));
        Assert.Contains(list.Workflows, workflow => workflow.IsVariant && workflow.Serves == "onboarding");
    }

    [Fact]
    public async Task Get_EveryWorkflow_EdgesLeadToStepsAndItIsDrawn()
    {
        foreach (WorkflowSummary summary in (await ListAsync()).Workflows)
        {
            ServiceWorkflow workflow = await _caller.CallAsync<ServiceWorkflow>(
                "WorkflowService/Get", new GetWorkflowRequest { Id = summary.Id });
            Assert.Equal(summary, workflow.Summary);
            HashSet<string> steps = [.. workflow.Steps.Select(step => step.Id)];
            Assert.Contains(workflow.Start, steps);
            Assert.All(workflow.Steps.SelectMany(step => step.Next), edge => Assert.Contains(edge.To, steps));
            Assert.All(workflow.Steps, step => Assert.Equal(step.Kind == StepKind.End, step.Next.Count == 0));
            Assert.All(
                workflow.Steps, step => Assert.Equal(step.Kind == StepKind.End, step.By == StepActor.Unspecified));
            Assert.StartsWith("flowchart TD", workflow.Mermaid, StringComparison.Ordinal);
            Assert.Contains(summary.Name, workflow.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("party", "", "not_found", "WORKFLOW_UNKNOWN")]
    [InlineData("cart", "winter", "not_found", "POLICY_UNKNOWN")]
    [InlineData("cart", "No Such", "invalid_argument", "REQUEST_INVALID")]
    public async Task Get_UnknownNames_ClearErrors(string id, string policy, string code, string reason)
    {
        string error =
            await _caller.FailAsync("WorkflowService/Get", new GetWorkflowRequest { Id = id, Policy = policy });
        Assert.Contains($"\"{code}\"", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Triage_WorkflowEntry_IsAStepOfThatWorkflow()
    {
        TriageResponse decision = await _caller.CallAsync<TriageResponse>(
            "TriageService/Triage", new TriageRequest { Text = "The coupon is not accepted at checkout" });
        ServiceWorkflow workflow = await _caller.CallAsync<ServiceWorkflow>(
            "WorkflowService/Get", new GetWorkflowRequest { Id = decision.WorkflowEntry.Id });
        Assert.Equal(decision.Workflow, workflow.Summary.Serves);
        Assert.Contains(decision.WorkflowEntry.NextStep, workflow.Steps);
    }

    private Task<ListWorkflowsResponse> ListAsync() =>
        _caller.CallAsync<ListWorkflowsResponse>("WorkflowService/List", new ListWorkflowsRequest());
}
