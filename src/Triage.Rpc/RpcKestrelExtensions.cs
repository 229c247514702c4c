using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Triage.Rpc;

/// <summary>Limits of HTTP that suit RPC.</summary>
public static class RpcKestrelExtensions
{
    /// <summary>Sets keepalive and limits of connections. Call it before own settings, which then win.</summary>
    /// <param name="kestrel">The server's options.</param>
    public static void ConfigureRpc(this KestrelServerOptions kestrel)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        kestrel.AddServerHeader = false;

        // Headers come in one packet or two; the 30 s by default are for clients that mean no good.
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);

        // A peer that vanished without a word is found within a minute, and a proxy sees that the connection is used.
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(40);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);

        // What gRPC clients expect: they queue calls above it, and a hundred is soon reached by one busy channel.
        kestrel.Limits.Http2.MaxStreamsPerConnection = 250;
    }
}
