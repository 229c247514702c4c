using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Triage.Rpc.Calls;
using Triage.Rpc.Errors;
using Triage.Rpc.Messages;
using Triage.Rpc.Telemetry;

namespace Triage.Rpc;

/// <summary>Answers a request by an RPC error before its method is reached: for middleware that authenticates or limits
/// callers.</summary>
public static class RpcErrorResponse
{
    private const string Grpc = "application/grpc";

    private static readonly SearchValues<char> OfMediaTypes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789+-./");

    /// <summary>Writes an error in the protocol of the request, and names the call on its span.</summary>
    /// <param name="http">A request whose response has not started.</param>
    /// <param name="failure">The error.</param>
    public static void Write(HttpContext http, RpcException failure)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(failure);
        RpcSpan.WriteRefused(http.Request.ContentType ?? "", failure.StatusCode);
        Write(http.Features, failure);
    }

    /// <summary>Writes an error in the protocol of a request that has no context and no span yet.</summary>
    /// <param name="http">What the server knows of it. Its response has not started.</param>
    /// <param name="failure">The error.</param>
    public static void Write(IFeatureCollection http, RpcException failure)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(failure);
        string mediaType =
            CallFactory.MediaType(http.GetRequiredFeature<IHttpRequestFeature>().Headers.ContentType.ToString());
        IHttpResponseFeature response = http.GetRequiredFeature<IHttpResponseFeature>();
        if (mediaType.StartsWith(Grpc, StringComparison.Ordinal))
        {
            response.Headers.ContentType = Writable(mediaType, Grpc);
            GrpcHeaders.WriteStatus(failure, response.Headers);
            HeaderMetadata.Write(failure.Trailers, response.Headers);
        }
        else if (mediaType.StartsWith("application/connect+", StringComparison.Ordinal))
        {
            response.Headers.ContentType = Writable(mediaType, "application/connect+json");
            byte[] end = ConnectError.EncodeEndStream(failure, failure.Trailers);
            PipeWriter body = http.GetRequiredFeature<IHttpResponseBodyFeature>().Writer;
            Envelope.WritePrefix(body, ConnectHeaders.EndStreamFlag, end.Length);
            body.Write(end);
        }
        else
        {
            HeaderMetadata.Write(failure.Trailers, response.Headers, ConnectHeaders.TrailerPrefix);
            WriteJson(http, failure, ConnectError.HttpStatus(failure.StatusCode));
        }
    }

    /// <summary>What the caller sent, or another type where that holds what a header of a response may not.</summary>
    private static string Writable(string mediaType, string otherwise) =>
        mediaType.AsSpan().ContainsAnyExcept(OfMediaTypes) ? otherwise : mediaType;

    /// <summary>Writes an error for a request that is no call in any protocol: as people and Connect clients read
    /// it.</summary>
    internal static void WriteJson(HttpContext http, RpcException failure, int httpStatus) =>
        WriteJson(http.Features, failure, httpStatus);

    private static void WriteJson(IFeatureCollection http, RpcException failure, int httpStatus)
    {
        byte[] body = failure.ConnectBody;
        IHttpResponseFeature response = http.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = httpStatus;
        response.Headers.ContentType = "application/json";
        response.Headers.ContentLength = body.Length;
        http.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.Write(body);
    }
}
