using System.Buffers;
using System.IO.Pipelines;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Triage.Rpc.Binding;
using Triage.Rpc.Errors;
using Triage.Rpc.Messages;

namespace Triage.Rpc.Calls;

/// <summary>A unary call over Connect: the bodies are the bare messages. Source: Connect protocol reference, "Unary
/// (Request-Response) RPCs".</summary>
internal class ConnectUnaryCall(
    HttpContext http, RpcMethod method, RpcRuntime runtime, MessageCodec codec, string contentType)
    : ServerCall(http, method, runtime, codec)
{
    public override string Protocol => "connectrpc";

    private const string JsonContentType = "application/json";

    private bool _hasWritten;

    public sealed override ValueTask<IMessage> ReadSingleAsync() => ReadRequestAsync();

    public sealed override ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException("a unary call has no stream of requests");

    public sealed override ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken) =>
        throw new NotSupportedException("a unary call has no stream of responses");

    public sealed override ValueTask WriteSingleAsync(IMessage message)
    {
        using PooledBuffer encoded = PooledBuffer.OfThread();
        Codec.Encode(message, encoded);
        CheckSendSize(encoded.Written.Length);
        WriteBody(200, contentType, encoded.Written.Span, HasTrailers(null) ? CollectTrailers(null) : null);
        return ValueTask.CompletedTask;
    }

    public sealed override Task WriteResponseHeadersAsync(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);

        // The status line comes first and is not known yet: the headers leave with the response.
        HeaderMetadata.Write(responseHeaders, Http.Response.Headers);
        return Task.CompletedTask;
    }

    protected override void CheckHeaders() => ConnectHeaders.CheckVersion(Http.Request.Headers);

    protected sealed override TimeSpan? ReadTimeout() => ConnectHeaders.ReadTimeout(Http.Request.Headers);

    public sealed override void End(RpcException? failure)
    {
        if (failure is not null && !_hasWritten)
        {
            WriteBody(
                ConnectError.HttpStatus(failure),
                JsonContentType,
                failure.ConnectBody,
                HasTrailers(failure) ? CollectTrailers(failure) : null);
        }
    }

    /// <summary>The request's message as HTTP carries it.</summary>
    protected virtual async ValueTask<IMessage> ReadRequestAsync()
    {
        var input = new RequestBody(Http.Request.BodyReader);
        string encoding = Http.Request.Headers.ContentEncoding.ToString();
        while (true)
        {
            if (!input.TryRead(out ReadResult result))
            {
                result = await ReadOnAsync(input, CancellationToken.None);
            }

            ReadOnlySequence<byte> body = result.Buffer;
            SequencePosition consumed = body.Start;
            try
            {
                CheckReceiveSize(Http.Request.ContentLength ?? body.Length);
                if (result.IsCompleted)
                {
                    consumed = body.End;
                    return Decode(body, encoding, "content-encoding");
                }
            }
            finally
            {
                input.AdvanceTo(consumed, body.End);
            }
        }
    }

    /// <summary>Inflates and decodes a request.</summary>
    /// <param name="payload">The bytes that came.</param>
    /// <param name="encoding">Their compression; empty for none.</param>
    /// <param name="encodingName">Name of the header or parameter that says so.</param>
    protected IMessage Decode(in ReadOnlySequence<byte> payload, string encoding, string encodingName)
    {
        if (!Gzip.IsKnown(encoding))
        {
            throw Faults.UnknownEncoding(encodingName, encoding);
        }

        if (encoding != Gzip.Name || payload.IsEmpty)
        {
            return Codec.Decode(RpcMethod, payload);
        }

        IsRequestCompressed = true;
        using PooledBuffer inflated = Gzip.Inflate(payload, Runtime.MaxInflatedMessageBytes);
        return Codec.Decode(RpcMethod, new ReadOnlySequence<byte>(inflated.Written));
    }

    private void WriteBody(int status, string type, ReadOnlySpan<byte> body, Metadata? trailers)
    {
        _hasWritten = true;
        HttpResponse response = Http.Response;
        response.StatusCode = status;
        response.ContentType = type;
        if (trailers is not null)
        {
            HeaderMetadata.Write(trailers, response.Headers, ConnectHeaders.TrailerPrefix);
        }

        if (!IsWorthCompressing(body.Length) || body.IsEmpty)
        {
            Write(body);
            return;
        }

        response.Headers.Vary = "Accept-Encoding";
        if (!Gzip.IsAcceptedBy(Http.Request.Headers, "accept-encoding", "content-encoding"))
        {
            Write(body);
            return;
        }

        response.Headers.ContentEncoding = Gzip.Name;
        using PooledBuffer deflated = Gzip.Deflate(body);
        Write(deflated.Written.Span);
    }

    private void Write(ReadOnlySpan<byte> body)
    {
        Http.Response.ContentLength = body.Length;
        Http.Response.BodyWriter.Write(body);
    }
}
