using System.Diagnostics;

namespace Triage.Rpc.Telemetry;

/// <summary>Says on the span of a call how it ended. Values come from closed sets: nothing that a caller
/// wrote.</summary>
internal static class RpcSpan
{
    private static readonly string[] StatusNames =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
        "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ];

    public static string NameOf(StatusCode status) => StatusNames[(int)status];

    /// <param name="span">A recorded span.</param>
    /// <param name="protocol">The protocol as telemetry names it.</param>
    /// <param name="status">How the call ended.</param>
    public static void Write(Activity span, string protocol, StatusCode status)
    {
        span.SetTag(RpcTelemetry.SystemAttribute, protocol);
        span.SetTag(RpcTelemetry.StatusAttribute, NameOf(status));
        span.SetStatus(IsOurFault(status) ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
    }

    /// <summary>Writes the span of a call that is refused before its method is reached, when it is recorded.</summary>
    public static void WriteRefused(string contentType, StatusCode status)
    {
        if (Activity.Current is { IsAllDataRequested: true } span)
        {
            string protocol = contentType.StartsWith("application/grpc-web", StringComparison.OrdinalIgnoreCase)
                ? "grpc-web"
                : contentType.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase)
                ? "grpc"
                : "connectrpc";
            Write(span, protocol, status);
        }
    }

    private static bool IsOurFault(StatusCode status) => status
        is StatusCode.Unknown or StatusCode.DeadlineExceeded or StatusCode.Unimplemented
        or StatusCode.Internal or StatusCode.Unavailable or StatusCode.DataLoss;
}
