using Google.Rpc;
using Triage.Rpc;
using Triage.Server.Decisions;
using Triage.V1;
using static Google.Rpc.BadRequest.Types;
using Status = Triage.Rpc.Status;

namespace Triage.Server;

/// <summary><c>triage.v1.TriageService</c>.</summary>
internal sealed partial class TriageService(
    Decider decider, PolicyHolder policies, TimeProvider time, ILogger<TriageService> logger)
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
        if (!policies.TryGet(request.Policy, out ServedPolicy? policy))
        {
            throw UnknownPolicy(request.Policy);
        }

        // Step 3: decide.
        TriageResponse response = decider.Decide(request, policy, time.GetUtcNow());
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
