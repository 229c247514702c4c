using Triage.Core.Routing.Escalating;
using Triage.Rpc;
using Triage.Server.Access;
using Triage.Server.Decisions;
using Triage.Server.Escalations;
using Triage.V1;

namespace Triage.Server;

/// <summary>What follows a decision that did not work out.</summary>
internal sealed partial class TriageService
{
    /// <remarks>Step 1: check every field. Step 2: read the id and find the policy that decided. Step 3:
    /// decide.</remarks>
    public async Task<EscalateResponse> Escalate(EscalateRequest request, ServerCallContext context)
    {
        // Step 1: check every field.
        if (EscalateValidator.Validate(request) is { } faults)
        {
            throw RequestErrors.Invalid(faults);
        }

        // Step 2: read the id and find the policy that decided.
        string tenant = context.GetCaller().Tenant;
        DecisionToken failed = ids.Read(tenant, request.DecisionId);
        ServedPolicy policy = await archive.GetAsync(tenant, failed, context.CancellationToken);

        // Step 3: decide.
        EscalateResponse response = escalations.Decide(tenant, request, failed, policy, time.GetUtcNow());
        if (policies.IsStale)
        {
            response.Degraded.Add("POLICY_STALE");
        }

        metrics.Escalated(request.Reason, response);
        Log.Escalated(logger, response.DecisionId, response.Cell, response.Attempt);
        return response;
    }
}
