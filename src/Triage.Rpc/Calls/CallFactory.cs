using Microsoft.AspNetCore.Http;
using Triage.Rpc.Binding;
using Triage.Rpc.Messages;

namespace Triage.Rpc.Calls;

/// <summary>Chooses the protocol of a request by its content type.</summary>
internal static class CallFactory
{
    private const string Grpc = "application/grpc";

    /// <summary>The call; null when the request is none, and the response says why by its HTTP status.</summary>
    public static ServerCall? TryCreate(HttpContext http, RpcMethod method, RpcRuntime runtime)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.Headers.Allow = HttpMethods.Post;
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return null;
        }

        string contentType = http.Request.ContentType ?? "";
        ServerCall? call = TryCreate(http, method, runtime, contentType, MediaType(contentType));
        if (call is null)
        {
            http.Response.Headers["Accept-Post"] = method.AcceptPost;
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return null;
        }

        bool needsHttp2 = call is GrpcCall || method.IsBidirectional;
        if (needsHttp2 && HttpProtocol.IsHttp11(http.Request.Protocol))
        {
            http.Response.StatusCode = StatusCodes.Status505HttpVersionNotsupported;
            return null;
        }

        return call;
    }

    private static ServerCall? TryCreate(
        HttpContext http, RpcMethod method, RpcRuntime runtime, string contentType, string mediaType) =>
        mediaType switch
        {
            Grpc or "application/grpc+proto" => new GrpcCall(http, method, runtime, ProtoCodec.Instance, contentType),
            "application/grpc+json" => new GrpcCall(http, method, runtime, runtime.Json, contentType),
            "application/proto" when method.IsUnary =>
                new ConnectUnaryCall(http, method, runtime, ProtoCodec.Instance, mediaType),
            "application/json" when method.IsUnary =>
                new ConnectUnaryCall(http, method, runtime, runtime.Json, mediaType),
            _ => null,
        };

    /// <summary>A content type without its parameters, in lower case.</summary>
    private static string MediaType(string contentType)
    {
        if (contentType == Grpc)
        {
            return Grpc;
        }

        int parameters = contentType.IndexOf(';', StringComparison.Ordinal);
        return (parameters < 0 ? contentType : contentType[..parameters]).Trim().ToLowerInvariant();
    }
}
