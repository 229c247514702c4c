using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Triage.Rpc;

namespace Triage.Server.Hosting;

/// <summary>Opens the service's two ports.</summary>
internal static class Listening
{
    public static void AddListening(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ListenOptions>().BindConfiguration(ListenOptions.SectionName).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ListenOptions>, ListenOptionsValidator>();
        ListenOptions listen = builder.Configuration.GetSection(ListenOptions.SectionName).Get<ListenOptions>()
            ?? new();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigureRpc();

            // Without TLS there is no way to agree on a version: each has its port.
            Listen(kestrel, listen.Http, HttpProtocols.Http1);
            Listen(kestrel, listen.Grpc, HttpProtocols.Http2);
        });
    }

    /// <summary>Opens an address; a bad one is left out, and refused when all settings are checked together.</summary>
    private static void Listen(KestrelServerOptions kestrel, string address, HttpProtocols protocols)
    {
        if (IPEndPoint.TryParse(address, out IPEndPoint? endPoint))
        {
            kestrel.Listen(endPoint, options => options.Protocols = protocols);
        }
    }
}
