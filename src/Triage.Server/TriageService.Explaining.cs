using Triage.Core.Routing.Escalating;
using Triage.Rpc;
using Triage.Server.Access;
using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Server;

/// <summary>Why a decision was as it was.</summary>
internal sealed partial class TriageService
{
    /// <remarks>Step 1: check every field.
    /// Step 2: read the id and find the policy that decided. Step 3: decide again.</remarks>
    public async Task<ExplainResponse> Explain(ExplainRequest request, ServerCallContext context)
    {
        // Step 1: check every field.
        List<FieldFault> faults = [];
        if (request.DecisionId.Length == 0)
        {
            faults.Add(new FieldFault("decision_id", "expected the id of a decision, got none"));
        }

        if (request.Request is null)
        {
            faults.Add(new FieldFault("request", "expected the request that was decided, got none"));
        }
        else if (RequestValidator.Validate(request.Request) is { } requestFaults)
        {
            faults.AddRange(requestFaults.Select(fault => fault with { Field = $"request.{fault.Field}" }));
        }

        if (faults.Count > 0)
        {
            throw RequestErrors.Invalid(faults);
        }

        // Step 2: read the id and find the policy that decided.
        string tenant = context.GetCaller().Tenant;
        DecisionToken decided = ids.Read(tenant, request.DecisionId);
        ServedPolicy policy = await archive.GetAsync(tenant, decided, context.CancellationToken);

        // Step 3: decide again.
        return explainer.Explain(tenant, request, decided, policy);
    }
}
