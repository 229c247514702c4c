namespace Triage.Rpc;

/// <summary>Headers of the protocols that a browser of another origin may send and read: for CORS policies.</summary>
public static class RpcHeaders
{
    /// <summary>Headers that browsers send.</summary>
    public static IReadOnlyList<string> Request { get; } =
    [
        "content-type", "connect-protocol-version", "connect-timeout-ms", "connect-content-encoding",
        "connect-accept-encoding", "grpc-timeout", "grpc-encoding", "grpc-accept-encoding", "x-grpc-web",
        "x-user-agent",
    ];

    /// <summary>Headers that browsers read.</summary>
    public static IReadOnlyList<string> Response { get; } =
    [
        "grpc-status", "grpc-message", "grpc-status-details-bin", "grpc-encoding", "connect-content-encoding",
        "content-encoding",
    ];
}
