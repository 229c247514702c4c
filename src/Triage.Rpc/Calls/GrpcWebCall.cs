using System.Text;
using Microsoft.AspNetCore.Http;
using Triage.Rpc.Binding;
using Triage.Rpc.Messages;

namespace Triage.Rpc.Calls;

/// <summary>A call over gRPC-Web: the trailers are a last envelope of the body. Source: gRPC, "gRPC Web".</summary>
internal class GrpcWebCall(
    HttpContext http, RpcMethod method, RpcRuntime runtime, MessageCodec codec, string mediaType)
    : EnvelopedCall(http, method, runtime, codec)
{
    public override string Protocol => "grpc-web";

    private const byte TrailersFlag = 0x80;

    protected sealed override string EncodingHeader => GrpcHeaders.Encoding;

    protected sealed override string AcceptEncodingHeader => GrpcHeaders.AcceptEncoding;

    public sealed override void End(RpcException? failure)
    {
        var trailers = new HeaderDictionary();
        GrpcHeaders.WriteStatus(failure, trailers);
        HeaderMetadata.Write(CollectTrailers(failure), trailers);
        var text = new StringBuilder();
        foreach ((string name, var values) in trailers)
        {
            foreach (string? value in values)
            {
                text.Append(name.ToLowerInvariant()).Append(": ").Append(value).Append("\r\n");
            }
        }

        StartResponse(mayCompress: false);
        WriteEnvelope(TrailersFlag, Encoding.ASCII.GetBytes(text.ToString()));
    }

    protected sealed override void WriteHeaders(IHeaderDictionary headers) => headers.ContentType = mediaType;

    protected sealed override TimeSpan? ReadTimeout() => GrpcHeaders.ReadTimeout(Http.Request.Headers);
}
