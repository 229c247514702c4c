using Google.Protobuf;
using Triage.Rpc;
using Triage.Server.Access;
using Triage.Server.Decisions;
using Triage.Server.Escalations;
using Triage.Server.Explanations;
using Triage.Server.Policies;
using Triage.Server.Signing;
using Triage.Server.Telemetry;
using Triage.Storage.Policies;
using Triage.V1;

namespace Triage.Server;

/// <summary><c>triage.v1.TriageService</c>.</summary>
internal sealed partial class TriageService(
    Decider decider,
    EscalationDecider escalations,
    DecisionExplainer explainer,
    DecisionIds ids,
    PolicyArchive archive,
    PolicyHolder policies,
    ShadowCounter shadows,
    DecisionMetrics metrics,
    AccessMetrics access,
    TimeProvider time,
    ILogger<TriageService> logger) : IResponseObserver
{
    /// <remarks>Step 1: check every field. Step 2: find the policy. Step 3: decide.</remarks>
    public Task<TriageResponse> Triage(TriageRequest request, ServerCallContext context)
    {
        long start = metrics.Begin();

        // Step 1: check every field.
        if (RequestValidator.Validate(request) is { } faults)
        {
            throw RequestErrors.Invalid(faults);
        }

        // Step 2: find the policy.
        string tenant = context.GetCaller().Tenant;
        ServedPolicies served = policies.Get(tenant, request.Policy);

        // Step 3: decide.
        DateTimeOffset arrival = time.GetUtcNow();
        ServedPolicy policy = served.Choose(request.Context?.ConversationId ?? "");
        TriageResponse response = decider.Decide(tenant, request, policy, arrival);
        AddDegraded(policy, response);
        metrics.Decided(start, new PolicyKey(tenant, PolicyName.Of(request.Policy)), policy, response);
        DecisionTrace.Write(response);
        if (served.Shadow is ServedPolicy shadow)
        {
            CountShadow(tenant, request, shadow, arrival, response);
        }

        Log.Decided(logger, response.DecisionId, response.Cell, request.Text.Length);
        return Task.FromResult(response);
    }

    void IResponseObserver.Written(IMessage response)
    {
        TriageResponse? answer = response as TriageResponse ?? (response as TriageStreamResponse)?.Response;
        if (answer is not null)
        {
            SpareAnswer.Keep(answer);
        }
    }

    /// <remarks>PERF: apart, so that only requests with a version in shadow pay for
    /// what the delegate captures.</remarks>
    private void CountShadow(
        string tenant, TriageRequest request, ServedPolicy shadow, DateTimeOffset arrival, TriageResponse response) =>
        shadows.Count(response.Primary?.Id, () => decider.PrimaryOf(tenant, request, shadow, arrival));

    private void AddDegraded(ServedPolicy policy, TriageResponse response)
    {
        if (policies.IsStale)
        {
            response.Degraded.Add("POLICY_STALE");
        }

        if (policy.ModelVersion is not null && policy.ModelVersion != decider.ModelVersion)
        {
            response.Degraded.Add("MODEL_MISMATCH");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1001, LogLevel.Debug, "Decision {DecisionId}: cell {Cell} for a text of {TextUnits} UTF-16 units.",
            EventName = nameof(Decided))]
        public static partial void Decided(ILogger logger, string decisionId, string cell, int textUnits);

        [LoggerMessage(1002, LogLevel.Debug, "Decision {DecisionId}: attempt {Attempt} of a query in cell {Cell}.",
            EventName = nameof(Escalated))]
        public static partial void Escalated(ILogger logger, string decisionId, string cell, int attempt);
    }
}
