using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Triage.Rpc.Binding;
using Triage.Rpc.Messages;

namespace Triage.Rpc.Calls;

/// <summary>A call over gRPC-Web whose bodies are base64, for browsers that cannot stream bytes. Each envelope of the
/// response is padded on its own, so that the browser can decode it as it comes.</summary>
internal sealed class GrpcWebTextCall : GrpcWebCall
{
    private readonly PooledBuffer _envelope = new(1_024);

    public GrpcWebTextCall(
        HttpContext http, RpcMethod method, RpcRuntime runtime, MessageCodec codec, string mediaType)
        : base(http, method, runtime, codec, mediaType) =>
        Input = new RequestBody(PipeReader.Create(new Base64Stream(http.Request.Body)));

    protected override IBufferWriter<byte> Output => _envelope;

    protected override void EnvelopeWritten()
    {
        ReadOnlySpan<byte> bytes = _envelope.Written.Span;
        PipeWriter body = Http.Response.BodyWriter;
        Span<byte> text = body.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
        Base64.EncodeToUtf8(bytes, text, out _, out int written);
        body.Advance(written);
        _envelope.Clear();
    }

    protected override void Dispose(bool disposing)
    {
        _envelope.Dispose();
        base.Dispose(disposing);
    }
}
