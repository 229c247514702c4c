using System.Net;
using Grpc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Triage.Rpc;

namespace Triage.Interop;

/// <summary>The standard interop server.</summary>
public static class InteropServer
{
    // What the clients of the test cases send and read.
    private static readonly string[] TestHeaders =
        [TestService.EchoInitialHeader, TestService.EchoTrailingHeader, "trailer-" + TestService.EchoTrailingHeader];

    /// <summary>Builds the server: two loopback addresses, HTTP/2 without TLS and HTTP/1.1.</summary>
    /// <param name="port">Port of HTTP/2; 0 takes a free one.</param>
    /// <param name="http1Port">Port of HTTP/1.1; 0 takes a free one.</param>
    public static WebApplication Build(int port, int http1Port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigureRpc();
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, http1Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRpc(options => options.CompressAboveBytes = 1_024 * 1_024); // bytes, 1 MiB: as cases ask
        builder.Services.AddSingleton<TestService>();
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .SetIsOriginAllowed(origin => new Uri(origin).IsLoopback)
            .WithHeaders([.. RpcHeaders.Request, .. TestHeaders])
            .WithExposedHeaders([.. RpcHeaders.Response, .. TestHeaders])));

        WebApplication app = builder.Build();
        app.UseCors();
        app.MapRpcService<TestService>(TestReflection.Descriptor.Services[0]);
        app.MapRpcReflection();
        return app;
    }
}
