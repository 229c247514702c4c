using Microsoft.AspNetCore.Http;
using Triage.Rpc.Binding;
using Triage.Rpc.Errors;
using Triage.Rpc.Messages;

namespace Triage.Rpc.Calls;

/// <summary>Chooses the protocol of a request by its content type.</summary>
internal sealed class CallFactory(RpcMethod method, RpcRuntime runtime)
{
    private const string Grpc = "application/grpc";

    /// <summary>The call; null when the request is none, and the response says why.</summary>
    public ServerCall? TryCreate(HttpContext http)
    {
        if (HttpMethods.IsPost(http.Request.Method))
        {
            string contentType = http.Request.ContentType ?? "";
            return CreatePost(http, MediaType(contentType)) is { } call
                ? RefuseOldHttp(call)
                : RefuseContentType(http, Faults.WrongContentType(method.AcceptPost, contentType));
        }

        if (HttpMethods.IsGet(http.Request.Method) && method is { IsUnary: true, HasNoSideEffects: true })
        {
            string encoding = http.Request.Query["encoding"].ToString();
            return CreateGet(http, encoding)
                ?? RefuseContentType(http, Faults.BadParameter("encoding", "one of json, proto", encoding));
        }

        http.Response.Headers.Allow = method.Allow;
        RpcErrorResponse.WriteJson(
            http,
            Faults.WrongHttpMethod(method.Path, method.Allow, http.Request.Method),
            StatusCodes.Status405MethodNotAllowed);
        return null;
    }

    private ServerCall? CreatePost(HttpContext http, string mediaType) => mediaType switch
    {
        Grpc or "application/grpc+proto" =>
            new GrpcCall(http, method, runtime, ProtoCodec.Instance, mediaType),
        "application/grpc+json" =>
            new GrpcCall(http, method, runtime, runtime.Json, mediaType),
        "application/grpc-web" or "application/grpc-web+proto" =>
            new GrpcWebCall(http, method, runtime, ProtoCodec.Instance, mediaType),
        "application/grpc-web+json" =>
            new GrpcWebCall(http, method, runtime, runtime.Json, mediaType),
        "application/grpc-web-text" or "application/grpc-web-text+proto" =>
            new GrpcWebTextCall(http, method, runtime, ProtoCodec.Instance, mediaType),
        "application/proto" when method.IsUnary =>
            new ConnectUnaryCall(http, method, runtime, ProtoCodec.Instance, mediaType),
        "application/json" when method.IsUnary =>
            new ConnectUnaryCall(http, method, runtime, runtime.Json, mediaType),
        "application/connect+proto" when !method.IsUnary =>
            new ConnectStreamCall(http, method, runtime, ProtoCodec.Instance, mediaType),
        "application/connect+json" when !method.IsUnary =>
            new ConnectStreamCall(http, method, runtime, runtime.Json, mediaType),
        _ => null,
    };

    private ConnectGetCall? CreateGet(HttpContext http, string encoding) => encoding switch
    {
        "proto" => new ConnectGetCall(http, method, runtime, ProtoCodec.Instance, "application/proto"),
        "json" => new ConnectGetCall(http, method, runtime, runtime.Json, "application/json"),
        _ => null,
    };

    private ServerCall? RefuseOldHttp(ServerCall call)
    {
        bool needsHttp2 = call is GrpcCall || method.IsBidirectional;
        if (!needsHttp2 || !IsHttp1(call.Http.Request.Protocol))
        {
            return call;
        }

        RpcErrorResponse.WriteJson(
            call.Http,
            Faults.OldHttp(call is GrpcCall ? Grpc : method.Path, call.Http.Request.Protocol),
            StatusCodes.Status505HttpVersionNotsupported);
        call.Dispose();
        return null;
    }

    private static bool IsHttp1(string protocol) => HttpProtocol.IsHttp11(protocol) || HttpProtocol.IsHttp10(protocol);

    private ServerCall? RefuseContentType(HttpContext http, RpcException failure)
    {
        http.Response.Headers["Accept-Post"] = method.AcceptPost;
        RpcErrorResponse.WriteJson(http, failure, StatusCodes.Status415UnsupportedMediaType);
        return null;
    }

    /// <summary>A content type without its parameters, in lower case.</summary>
    internal static string MediaType(string contentType)
    {
        if (contentType == Grpc)
        {
            return Grpc;
        }

        int parameters = contentType.IndexOf(';', StringComparison.Ordinal);
        return (parameters < 0 ? contentType : contentType[..parameters]).Trim().ToLowerInvariant();
    }
}
