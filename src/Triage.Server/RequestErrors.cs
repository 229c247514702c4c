using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Triage.Rpc;
using Triage.Server.Decisions;
using static Google.Rpc.BadRequest.Types;
using Status = Triage.Rpc.Status;

namespace Triage.Server;

/// <summary>The errors of the contract that requests of every service meet.</summary>
internal static class RequestErrors
{
    /// <summary>Who defines the reasons of errors: <c>ErrorInfo.domain</c>.</summary>
    public const string Domain = "triage";

    /// <summary>Faults that are named; clients take at most 8 KiB of trailers.</summary>
    private const int MaxNamedFaults = 16;

    /// <summary>INVALID_ARGUMENT: names the faults of a request.</summary>
    public static RpcException Invalid(IReadOnlyCollection<FieldFault> faults, string reason = "REQUEST_INVALID")
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
            new ErrorInfo { Reason = reason, Domain = Domain });
    }

    /// <summary>INVALID_ARGUMENT: names the one fault of a request, with a reason of its own.</summary>
    public static RpcException Invalid(string field, string description, string reason) => new(
        new Status(StatusCode.InvalidArgument, $"{field}: {description}"),
        new BadRequest { FieldViolations = { new FieldViolation { Field = field, Description = description } } },
        new ErrorInfo { Reason = reason, Domain = Domain });

    /// <summary>FAILED_PRECONDITION: the request is well formed and does not fit what was before.</summary>
    public static RpcException NotFitting(string message, string reason) => new(
        new Status(StatusCode.FailedPrecondition, message), new ErrorInfo { Reason = reason, Domain = Domain });

    /// <summary>NOT_FOUND.</summary>
    public static RpcException Unknown(string message, string reason) => new(
        new Status(StatusCode.NotFound, message), new ErrorInfo { Reason = reason, Domain = Domain });

    /// <summary>UNAVAILABLE: no source of policies has answered yet.</summary>
    public static RpcException NotLoaded() => new(
        new Status(
            StatusCode.Unavailable,
            "policy: none is loaded yet, because neither database, Redis nor local file has answered"),
        new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) },
        new ErrorInfo { Reason = "POLICY_NOT_LOADED", Domain = Domain });
}
