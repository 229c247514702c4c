using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Triage.Rpc.Binding;
using Triage.Rpc.Messages;

namespace Triage.Rpc.Calls;

/// <summary>A call over gRPC. Source: gRPC, "gRPC over HTTP2".</summary>
internal sealed class GrpcCall(
    HttpContext http, RpcMethod method, RpcRuntime runtime, MessageCodec codec, string mediaType)
    : EnvelopedCall(http, method, runtime, codec)
{
    public override string Protocol => "grpc";

    protected override string EncodingHeader => GrpcHeaders.Encoding;

    protected override string AcceptEncodingHeader => GrpcHeaders.AcceptEncoding;

    protected override void WriteHeaders(IHeaderDictionary headers) => headers.ContentType = mediaType;

    protected override TimeSpan? ReadTimeout() => GrpcHeaders.ReadTimeout(Http.Request.Headers);

    public override void End(RpcException? failure)
    {
        // An error before any message is answered by headers alone ("Trailers-Only").
        bool isTrailersOnly = failure is not null && !HasStarted;
        StartResponse(mayCompress: false);
        IHeaderDictionary headers = isTrailersOnly
            ? Http.Response.Headers
            : Http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;
        GrpcHeaders.WriteStatus(failure, headers);
        if (HasTrailers(failure))
        {
            HeaderMetadata.Write(CollectTrailers(failure), headers);
        }
    }
}
