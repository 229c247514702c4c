using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Triage.Rpc.Errors;

namespace Triage.Rpc.Calls;

/// <summary>The headers of gRPC and gRPC-Web. Source: gRPC, "gRPC over HTTP2".</summary>
internal static class GrpcHeaders
{
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string StatusDetailsBin = "grpc-status-details-bin";

    private static readonly StringValues[] StatusTexts =
        [.. Enum.GetValues<StatusCode>().Select(code => new StringValues(code.ToString("D")))];

    public static TimeSpan? ReadTimeout(IHeaderDictionary headers)
    {
        StringValues value = headers.GrpcTimeout;
        return value.Count == 0 ? null : Timeouts.ParseGrpc(value.ToString());
    }

    /// <summary>Writes the status of a call: of an error, its message and details too.</summary>
    public static void WriteStatus(RpcException? failure, IHeaderDictionary headers)
    {
        headers.GrpcStatus = StatusTexts[(int)(failure?.StatusCode ?? StatusCode.OK)];
        if (failure is not null)
        {
            WriteFailure(failure, headers);
        }
    }

    private static void WriteFailure(RpcException failure, IHeaderDictionary headers)
    {
        if (failure.Status.Detail.Length > 0)
        {
            headers.GrpcMessage = PercentEncoding.Encode(failure.Status.Detail);
        }

        if (failure.Details.Count > 0)
        {
            headers[StatusDetailsBin] = failure.GrpcDetails;
        }

        if (failure.StatusCode == StatusCode.Unimplemented)
        {
            // A caller whose compression is not known here learns what is.
            headers.GrpcAcceptEncoding = "identity,gzip";
        }
    }
}
