using System.Data.Common;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Triage.Core.Routing.Documents;
using Triage.Rpc;
using Triage.Server.Decisions;
using Triage.Storage.Policies;
using Status = Triage.Rpc.Status;

namespace Triage.Server.Policies;

/// <summary>Turns what the store and the checks say into the errors of the contract.</summary>
internal static class PolicyErrors
{
    private const int MaxDifferenceChars = 1_500;

    private static readonly Duration RetryAfter = Duration.FromTimeSpan(TimeSpan.FromSeconds(1));

    /// <summary>Runs a step and maps its failures.</summary>
    /// <param name="step">The step.</param>
    /// <param name="difference">Tells, for a lost race whose winner left a document, what differs.</param>
    public static async Task<T> MapAsync<T>(Func<Task<T>> step, Func<RaceWinner, Task<string>>? difference = null)
    {
        try
        {
            return await step();
        }
        catch (PolicyStoreException e)
        {
            string changed = e.Winner is { Document: not null } winner && difference is not null
                ? await MapAsync(() => difference(winner))
                : "";
            throw Refused(e, changed);
        }
        catch (Exception e) when (e is DbException or TimeoutException or IOException)
        {
            throw new RpcException(
                new Status(StatusCode.Unavailable, "policies: the database does not answer; decisions go on"),
                new RetryInfo { RetryDelay = RetryAfter },
                new ErrorInfo { Reason = "POLICY_STORE_UNAVAILABLE", Domain = RequestErrors.Domain });
        }
    }

    public static RpcException Invalid(string field, string description) =>
        Invalid([new PolicyFault(field, description)]);

    /// <summary>INVALID_ARGUMENT: names the faults of a document; ValidatePolicy names all.</summary>
    public static RpcException Invalid(IReadOnlyList<PolicyFault> faults) => RequestErrors.Invalid(
        [.. faults.Select(fault => new FieldFault(fault.Path, fault.Message))], "POLICY_INVALID");

    public static RpcException NotAccepted(IEnumerable<string> warnings) => Failed(
        "POLICY_WARNINGS",
        $"accepted_warnings: expected each warning to be named, missing {string.Join(", ", warnings)}");

    private static RpcException Refused(PolicyStoreException e, string difference)
    {
        switch (e.Error)
        {
            case PolicyStoreError.NotFound:
                return new RpcException(
                    new Status(StatusCode.NotFound, e.Message), Lost("POLICY_NOT_FOUND", e.Winner, difference));
            case PolicyStoreError.OwnDraft:
                return new RpcException(new Status(StatusCode.PermissionDenied, e.Message), Reason("POLICY_OWN_DRAFT"));
            case PolicyStoreError.Conflict:
                return new RpcException(
                    new Status(StatusCode.Aborted, e.Message), Lost("POLICY_CONFLICT", e.Winner, difference));
            case PolicyStoreError.NotApproved:
                return Failed("POLICY_NOT_APPROVED", e.Message);
            case PolicyStoreError.Rollout:
                return Failed("POLICY_ROLLOUT", e.Message);
            default:
                throw new System.Diagnostics.UnreachableException($"unmapped {e.Error}", e);
        }
    }

    private static RpcException Failed(string reason, string message) =>
        new(new Status(StatusCode.FailedPrecondition, message), Reason(reason));

    private static ErrorInfo Lost(string reason, RaceWinner? winner, string difference)
    {
        ErrorInfo lost = Reason(reason);
        if (winner is null)
        {
            return lost;
        }

        lost.Metadata["winner_actor"] = winner.Actor;
        if (winner.Version is int version)
        {
            lost.Metadata["winner_version"] = version.ToString(CultureInfo.InvariantCulture);
        }

        if (difference.Length > 0)
        {
            lost.Metadata["difference"] =
                difference.Length <= MaxDifferenceChars ? difference : difference[..MaxDifferenceChars] + "…";
        }

        return lost;
    }

    private static ErrorInfo Reason(string reason) => new() { Reason = reason, Domain = RequestErrors.Domain };
}
