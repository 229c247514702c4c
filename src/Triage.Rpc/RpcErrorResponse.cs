using System.Buffers;
using Microsoft.AspNetCore.Http;
using Triage.Rpc.Calls;
using Triage.Rpc.Errors;
using Triage.Rpc.Messages;
using Triage.Rpc.Telemetry;

namespace Triage.Rpc;

/// <summary>Answers a request by an RPC error before its method is reached: for middleware that authenticates or limits
/// callers.</summary>
public static class RpcErrorResponse
{
    /// <summary>Writes an error in the protocol of the request, and names the call on its span.</summary>
    /// <param name="http">A request whose response has not started.</param>
    /// <param name="failure">The error.</param>
    public static void Write(HttpContext http, RpcException failure)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(failure);
        string contentType = http.Request.ContentType ?? "";
        RpcSpan.WriteRefused(contentType, failure.StatusCode);
        if (contentType.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.ContentType = contentType;
            GrpcHeaders.WriteStatus(failure, http.Response.Headers);
            HeaderMetadata.Write(failure.Trailers, http.Response.Headers);
        }
        else if (contentType.StartsWith("application/connect+", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.ContentType = contentType;
            byte[] end = ConnectError.EncodeEndStream(failure, failure.Trailers);
            Envelope.WritePrefix(http.Response.BodyWriter, ConnectHeaders.EndStreamFlag, end.Length);
            http.Response.BodyWriter.Write(end);
        }
        else
        {
            HeaderMetadata.Write(failure.Trailers, http.Response.Headers, ConnectHeaders.TrailerPrefix);
            WriteJson(http, failure, ConnectError.HttpStatus(failure.StatusCode));
        }
    }

    /// <summary>Writes an error for a request that is no call in any protocol: as people and Connect clients read
    /// it.</summary>
    internal static void WriteJson(HttpContext http, RpcException failure, int httpStatus)
    {
        byte[] body = failure.ConnectBody;
        http.Response.StatusCode = httpStatus;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        http.Response.BodyWriter.Write(body);
    }
}
