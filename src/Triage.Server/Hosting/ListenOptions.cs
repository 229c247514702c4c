namespace Triage.Server.Hosting;

/// <summary>Where the service listens. A bad address stops it at start-up.</summary>
internal sealed class ListenOptions
{
    public const string SectionName = "Listen";

    /// <summary>Address for Connect, gRPC-Web and health over HTTP/1.1, with TLS also HTTP/2: IP address and port, port
    /// 0 for any free one. Default 127.0.0.1:8080.</summary>
    public string Http { get; set; } = "127.0.0.1:8080";

    /// <summary>Address for gRPC and Connect over HTTP/2: IP address and port, port 0 for any free one.
    /// Default 127.0.0.1:8081.</summary>
    public string Grpc { get; set; } = "127.0.0.1:8081";
}
