using Microsoft.AspNetCore.Http;

namespace Triage.Rpc;

/// <summary>A call as its service method sees it, whichever protocol carries it. Valid until the method
/// returns.</summary>
public abstract class ServerCallContext
{
    /// <summary>Path of the method: "/package.Service/Method".</summary>
    public abstract string Method { get; }

    /// <summary>The host and port that the caller asked for.</summary>
    public abstract string Host { get; }

    /// <summary>Address of the caller: "ipv4:127.0.0.1:40000", "ipv6:[::1]:40000" or "unknown".</summary>
    public abstract string Peer { get; }

    /// <summary>When the caller stops waiting, UTC; <see cref="DateTime.MaxValue"/> when it never does.</summary>
    public abstract DateTime Deadline { get; }

    /// <summary>Metadata from the caller, without the headers of HTTP and of the protocol.</summary>
    public abstract Metadata RequestHeaders { get; }

    /// <summary>Cancelled when the caller goes away or the deadline passes.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>Metadata that is sent after the response.</summary>
    public abstract Metadata ResponseTrailers { get; }

    /// <summary>How the call ends when its method returns without an exception. Default: OK.</summary>
    public Status Status { get; set; } = Status.DefaultSuccess;

    /// <summary>Whether the message read last came compressed.</summary>
    public bool IsRequestCompressed { get; private protected set; }

    /// <summary>Whether messages that are written from now on are compressed. Default: when large.</summary>
    public ResponseCompression ResponseCompression { get; set; }

    /// <summary>Whether messages that are written from now on may wait for a later one, or the end of the call, and
    /// share its way out. Whoever sets it must bound what waits: writing then is no flow control. Default:
    /// false.</summary>
    public bool BufferWrites { get; set; }

    /// <summary>Sends metadata before the first message (over Connect unary: with it).</summary>
    /// <param name="responseHeaders">The metadata.</param>
    /// <returns>A task that ends when the metadata is on its way.</returns>
    /// <exception cref="InvalidOperationException">The headers have been sent.</exception>
    public abstract Task WriteResponseHeadersAsync(Metadata responseHeaders);

    /// <summary>What the caller is told of an exception: for methods that answer for each of many messages, where one
    /// that fails must not end the call. What nobody foresaw is logged, without its text.</summary>
    /// <param name="exception">What was thrown.</param>
    public abstract RpcException Translate(Exception exception);

    /// <summary>The HTTP request underneath.</summary>
    public abstract HttpContext GetHttpContext();
}
