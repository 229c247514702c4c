using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using RpcStatus = Google.Rpc.Status;

namespace Triage.Rpc.Errors;

/// <summary>The headers of gRPC that carry a status. Source: gRPC, "gRPC over HTTP2".</summary>
internal static class StatusDetails
{
    private const string TypePrefix = "type.googleapis.com";

    /// <summary>Value of <c>grpc-status-details-bin</c>: base64, unpadded, of a <c>google.rpc.Status</c>.</summary>
    public static string Encode(RpcException failure)
    {
        var status = new RpcStatus { Code = (int)failure.StatusCode, Message = failure.Status.Detail };
        status.Details.AddRange(failure.Details.Select(detail => Any.Pack(detail, TypePrefix)));
        return ToBase64(status.ToByteArray());
    }

    /// <summary>Base64 without padding, as the gRPC and Connect protocols ask of senders.</summary>
    public static string ToBase64(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');
}
