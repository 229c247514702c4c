using System.Buffers;
using System.IO.Pipelines;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Triage.Rpc.Binding;
using Triage.Rpc.Messages;

namespace Triage.Rpc.Calls;

/// <summary>A call whose messages stand in envelopes. gRPC, gRPC-Web and Connect streaming differ in their headers and
/// in how a call ends.</summary>
internal abstract partial class EnvelopedCall(
    HttpContext http, RpcMethod method, RpcRuntime runtime, MessageCodec codec)
    : ServerCall(http, method, runtime, codec)
{
    // Up to this size a message is written through one span of the output's own memory, which is cut in 4 KiB blocks.
    private const int MaxSpanBytes = 4_096 - Envelope.PrefixBytes;

    private bool _declaresGzip;

    protected bool HasStarted { get; private set; }

    /// <summary>Header that names the compression of messages.</summary>
    protected abstract string EncodingHeader { get; }

    /// <summary>Header that lists the compressions that the other side reads.</summary>
    protected abstract string AcceptEncodingHeader { get; }

    private bool AcceptsGzip => Gzip.IsAcceptedBy(Http.Request.Headers, AcceptEncodingHeader, EncodingHeader);

    public sealed override ValueTask WriteSingleAsync(IMessage message)
    {
        WriteMessage(message);
        return ValueTask.CompletedTask;
    }

    public sealed override async ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken)
    {
        CancellationToken.ThrowIfCancellationRequested();
        cancellationToken.ThrowIfCancellationRequested();
        WriteMessage(message);
        if (!BufferWrites)
        {
            await FlushAsync(cancellationToken.CanBeCanceled ? cancellationToken : CancellationToken);
        }
    }

    public sealed override async Task WriteResponseHeadersAsync(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        if (HasStarted)
        {
            throw new InvalidOperationException("the response headers have been sent");
        }

        StartResponse(mayCompress: true);
        HeaderMetadata.Write(responseHeaders, Http.Response.Headers);
        await FlushAsync(CancellationToken);
    }

    /// <summary>Sets the headers of the protocol. Called once, before the first byte.</summary>
    protected abstract void WriteHeaders(IHeaderDictionary headers);

    /// <summary>Where envelopes are written.</summary>
    protected virtual IBufferWriter<byte> Output => Http.Response.BodyWriter;

    /// <summary>Called after a whole envelope is in <see cref="Output"/>.</summary>
    protected virtual void EnvelopeWritten()
    {
    }

    /// <summary>Writes an envelope that the protocol itself defines.</summary>
    protected void WriteEnvelope(byte flags, ReadOnlySpan<byte> payload)
    {
        IBufferWriter<byte> output = Output;
        if (payload.Length <= MaxSpanBytes)
        {
            Span<byte> span = output.GetSpan(Envelope.PrefixBytes + payload.Length);
            Envelope.WritePrefix(span, flags, payload.Length);
            payload.CopyTo(span[Envelope.PrefixBytes..]);
            output.Advance(Envelope.PrefixBytes + payload.Length);
        }
        else
        {
            Envelope.WritePrefix(output, flags, payload.Length);
            output.Write(payload);
        }

        EnvelopeWritten();
    }

    /// <summary>Sets the headers of the response, once.</summary>
    /// <param name="mayCompress">Whether a message may come compressed: the headers must say so beforehand.</param>
    protected void StartResponse(bool mayCompress)
    {
        if (HasStarted)
        {
            return;
        }

        HasStarted = true;
        WriteHeaders(Http.Response.Headers);
        if (mayCompress && AcceptsGzip)
        {
            _declaresGzip = true;
            Http.Response.Headers[EncodingHeader] = Gzip.Name;
        }
    }

    /// <remarks>PERF: written aside and copied. Written in place, a message must first be measured with all that it
    /// holds, which costs more than the copy.</remarks>
    private void WriteMessage(IMessage message)
    {
        using PooledBuffer encoded = PooledBuffer.OfThread();
        Codec.Encode(message, encoded);
        ReadOnlySpan<byte> payload = encoded.Written.Span;
        CheckSendSize(payload.Length);
        bool compress = ShouldCompress(payload.Length);
        StartResponse(mayCompress: compress || RpcMethod.IsServerStreaming);
        if (!compress)
        {
            WriteEnvelope(0, payload);
            return;
        }

        using PooledBuffer deflated = Gzip.Deflate(payload);
        WriteEnvelope(Envelope.CompressedFlag, deflated.Written.Span);
    }

    private bool ShouldCompress(int messageBytes) =>
        IsWorthCompressing(messageBytes) && (HasStarted ? _declaresGzip : AcceptsGzip);

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        FlushResult result = await Http.Response.BodyWriter.FlushAsync(cancellationToken);
        if (result.IsCanceled || result.IsCompleted)
        {
            throw new OperationCanceledException("the caller takes no more");
        }
    }
}
