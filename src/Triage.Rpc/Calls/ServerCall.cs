using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Triage.Rpc.Binding;
using Triage.Rpc.Errors;
using Triage.Rpc.Messages;

namespace Triage.Rpc.Calls;

/// <summary>A call under way: one subclass a protocol.</summary>
internal abstract class ServerCall(HttpContext http, RpcMethod method, RpcRuntime runtime, MessageCodec codec)
    : ServerCallContext, IDisposable
{
    private CallDeadline? _deadline;
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;

    public HttpContext Http { get; } = http;

    public RpcMethod RpcMethod { get; } = method;

    /// <summary>Gets the protocol as telemetry names it.</summary>
    public abstract string Protocol { get; }

    public sealed override string Method => RpcMethod.Path;

    public sealed override string Host => Http.Request.Host.Value ?? "";

    public sealed override string Peer => (Http.Connection.RemoteIpAddress, Http.Connection.RemotePort) switch
    {
        ({ AddressFamily: AddressFamily.InterNetwork } address, int port) => $"ipv4:{address}:{port}",
        (IPAddress address, int port) => $"ipv6:[{address}]:{port}",
        _ => "unknown",
    };

    public sealed override DateTime Deadline => _deadline?.Instant ?? DateTime.MaxValue;

    public sealed override Metadata RequestHeaders => _requestHeaders ??= HeaderMetadata.Read(Http.Request.Headers);

    public sealed override Metadata ResponseTrailers => _responseTrailers ??= new Metadata();

    public sealed override CancellationToken CancellationToken =>
        _deadline is null ? Http.RequestAborted : _deadline.Arm(Http.RequestAborted);

    public bool IsAborted => Http.RequestAborted.IsCancellationRequested;

    public bool IsOverdue => _deadline is { IsOver: true };

    public int MaxReceiveMessageBytes => Runtime.MaxReceiveMessageBytes;

    protected RpcRuntime Runtime { get; } = runtime;

    protected MessageCodec Codec { get; } = codec;

    public sealed override HttpContext GetHttpContext() => Http;

    public sealed override RpcException Translate(Exception exception) =>
        Failures.Translate(exception, this, Runtime.Logger);

    /// <summary>Checks the headers of the protocol, before the service method runs.</summary>
    /// <exception cref="RpcException">A header is wrong, or the deadline has passed on arrival.</exception>
    public void Begin()
    {
        CheckHeaders();
        if (ReadTimeout() is { } timeout)
        {
            _deadline = new CallDeadline(Runtime.Time, timeout);
            if (_deadline.IsOver)
            {
                throw Faults.DeadlineExceeded();
            }
        }
    }

    /// <summary>The one message of a request.</summary>
    /// <exception cref="RpcException">UNIMPLEMENTED: none came, or several.</exception>
    public abstract ValueTask<IMessage> ReadSingleAsync();

    /// <summary>The next message of a request, null after the last.</summary>
    public abstract ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Writes the one message of a response; it leaves with the end of the call.</summary>
    public abstract ValueTask WriteSingleAsync(IMessage message);

    /// <summary>Sends a message of a streamed response.</summary>
    public abstract ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken);

    /// <summary>Ends the call.</summary>
    /// <param name="failure">The error that it ends with; null for success.</param>
    public abstract void End(RpcException? failure);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _deadline?.Dispose();

    /// <summary>Checks what is particular to the protocol.</summary>
    protected virtual void CheckHeaders()
    {
    }

    /// <summary>What the protocol's header says about the deadline; null when it is absent.</summary>
    protected abstract TimeSpan? ReadTimeout();

    /// <summary>The trailers of the service method and of the error that ends it.</summary>
    protected Metadata CollectTrailers(RpcException? failure)
    {
        Metadata trailers = _responseTrailers ?? new Metadata();
        if (failure is { Trailers.Count: > 0 })
        {
            foreach (Metadata.Entry entry in failure.Trailers)
            {
                trailers.AddReceived(entry.Key, entry.Value, entry.IsBinary ? entry.ValueBytes : []);
            }
        }

        return trailers;
    }

    protected bool HasTrailers(RpcException? failure) =>
        _responseTrailers is { Count: > 0 } || failure is { Trailers.Count: > 0 };

    /// <summary>Whether a message of this size is compressed for callers that accept it.</summary>
    protected bool IsWorthCompressing(int messageBytes) => ResponseCompression switch
    {
        ResponseCompression.Never => false,
        ResponseCompression.Always => true,
        _ => messageBytes >= Runtime.CompressAboveBytes,
    };

    protected void CheckReceiveSize(long messageBytes)
    {
        if (messageBytes > Runtime.MaxReceiveMessageBytes)
        {
            throw Faults.TooLarge("request message", Runtime.MaxReceiveMessageBytes, messageBytes);
        }
    }

    protected void CheckSendSize(int messageBytes)
    {
        if (messageBytes > Runtime.MaxSendMessageBytes)
        {
            throw Faults.TooLarge("response message", Runtime.MaxSendMessageBytes, messageBytes);
        }
    }

    /// <summary>Waits for more of the request, until the call or the given token is cancelled.</summary>
    protected async ValueTask<ReadResult> ReadOnAsync(RequestBody body, CancellationToken cancellationToken)
    {
        CancellationToken call = CancellationToken;
        if (!cancellationToken.CanBeCanceled || cancellationToken == call)
        {
            return await body.ReadAsync(call);
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(call, cancellationToken);
        return await body.ReadAsync(both.Token);
    }
}
