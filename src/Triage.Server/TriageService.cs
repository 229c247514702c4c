using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Triage.Rpc;
using Triage.Server.Decisions;
using Triage.Server.Policies;
using Triage.V1;
using static Google.Rpc.BadRequest.Types;
using Status = Triage.Rpc.Status;

namespace Triage.Server;

/// <summary><c>triage.v1.TriageService</c>.</summary>
internal sealed partial class TriageService(
    Decider decider, PolicyHolder policies, ShadowCounter shadows, TimeProvider time, ILogger<TriageService> logger)
{
    /// <summary>Who defines the reasons of errors: <c>ErrorInfo.domain</c>.</summary>
    private const string Domain = "triage";

    /// <summary>Faults that are named; clients take at most 8 KiB of trailers.</summary>
    private const int MaxNamedFaults = 16;

    /// <remarks>Step 1: check every field. Step 2: find the policy. Step 3: decide.</remarks>
    public Task<TriageResponse> Triage(TriageRequest request, ServerCallContext context)
    {
        // Step 1: check every field.
        if (RequestValidator.Validate(request) is { } faults)
        {
            throw Invalid(faults);
        }

        // Step 2: find the policy.
        if (!policies.IsLoaded)
        {
            throw NotLoaded();
        }

        if (!policies.TryGet(request.Policy, out ServedPolicies? served))
        {
            throw UnknownPolicy(request.Policy);
        }

        // Step 3: decide.
        DateTimeOffset arrival = time.GetUtcNow();
        ServedPolicy policy = served.Choose(request.Context?.ConversationId ?? "");
        TriageResponse response = decider.Decide(request, policy, arrival);
        AddDegraded(policy, response);
        if (served.Shadow is ServedPolicy shadow)
        {
            shadows.Count(response, decider.Decide(request, shadow, arrival));
        }

        Log.Decided(logger, response.DecisionId, response.Cell, request.Text.Length);
        return Task.FromResult(response);
    }

    private static RpcException Invalid(List<FieldFault> faults)
    {
        BadRequest details = new();
        foreach (FieldFault fault in faults.Take(MaxNamedFaults))
        {
            details.FieldViolations.Add(new FieldViolation { Field = fault.Field, Description = fault.Description });
        }

        string message = string.Join("; ", faults.Take(MaxNamedFaults));
        int unnamed = faults.Count - MaxNamedFaults;
        return new RpcException(
            new Status(StatusCode.InvalidArgument, unnamed > 0 ? $"{message}; and {unnamed} more" : message),
            details,
            new ErrorInfo { Reason = "REQUEST_INVALID", Domain = Domain });
    }

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

    private static RpcException NotLoaded() => new(
        new Status(StatusCode.Unavailable, "policy: none is loaded yet, because neither database, Redis nor local file has answered"),
        new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) },
        new ErrorInfo { Reason = "POLICY_NOT_LOADED", Domain = Domain });

    private static RpcException UnknownPolicy(string name) => new(
        new Status(StatusCode.NotFound, $"policy: expected the name of a policy, got '{name}', which is not known here"),
        new ErrorInfo { Reason = "POLICY_UNKNOWN", Domain = Domain });

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Debug, "Decision {DecisionId}: cell {Cell} for a text of {TextUnits} UTF-16 units.",
            EventName = nameof(Decided))]
        public static partial void Decided(ILogger logger, string decisionId, string cell, int textUnits);
    }
}
