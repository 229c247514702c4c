using Triage.Core.Workflows;
using Triage.Rpc;
using Triage.Server.Access;
using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Server.Workflows;

/// <summary><c>triage.v1.WorkflowService</c>.</summary>
internal sealed class WorkflowService(PolicyHolder policies)
{
    public Task<ListWorkflowsResponse> List(ListWorkflowsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListWorkflowsResponse
        {
            Workflows = { LibraryOf(context, request.Policy).All.Select(WorkflowMessages.SummaryOf) },
        });

    public Task<ServiceWorkflow> Get(GetWorkflowRequest request, ServerCallContext context)
    {
        WorkflowLibrary library = LibraryOf(context, request.Policy);
        WorkflowGraph workflow = library.All.FirstOrDefault(workflow => workflow.Id == request.Id)
            ?? throw RequestErrors.Unknown(
                $"id: expected one of {string.Join(", ", library.All.Select(workflow => workflow.Id))}, got another",
                "WORKFLOW_UNKNOWN");
        return Task.FromResult(WorkflowMessages.Of(workflow));
    }

    private WorkflowLibrary LibraryOf(ServerCallContext context, string policy)
    {
        List<FieldFault>? faults = null;
        RequestValidator.CheckPolicy(policy, ref faults);
        return faults is null
            ? policies.Get(context.GetCaller().Tenant, policy).Head.Routing.Workflows
            : throw RequestErrors.Invalid(faults);
    }
}
