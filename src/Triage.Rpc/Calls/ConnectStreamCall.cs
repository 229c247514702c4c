using Microsoft.AspNetCore.Http;
using Triage.Rpc.Binding;
using Triage.Rpc.Errors;
using Triage.Rpc.Messages;

namespace Triage.Rpc.Calls;

/// <summary>A streaming call over Connect: status and trailers are a last envelope of JSON. Source: Connect protocol
/// reference, "Streaming RPCs".</summary>
internal sealed class ConnectStreamCall(
    HttpContext http, RpcMethod method, RpcRuntime runtime, MessageCodec codec, string contentType)
    : EnvelopedCall(http, method, runtime, codec)
{
    public override string Protocol => "connectrpc";

    protected override string EncodingHeader => "connect-content-encoding";

    protected override string AcceptEncodingHeader => "connect-accept-encoding";

    public override void End(RpcException? failure)
    {
        StartResponse(mayCompress: false);
        WriteEnvelope(ConnectHeaders.EndStreamFlag, ConnectError.EncodeEndStream(failure, CollectTrailers(failure)));
    }

    protected override void CheckHeaders()
    {
        ConnectHeaders.CheckVersion(Http.Request.Headers);
        string encoding = Http.Request.Headers[EncodingHeader].ToString();
        if (!Gzip.IsKnown(encoding))
        {
            throw Faults.UnknownEncoding(EncodingHeader, encoding);
        }
    }

    protected override void WriteHeaders(IHeaderDictionary headers) => headers.ContentType = contentType;

    protected override TimeSpan? ReadTimeout() => ConnectHeaders.ReadTimeout(Http.Request.Headers);
}
