using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
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
        builder.Services.AddOptions<TlsOptions>().BindConfiguration(TlsOptions.SectionName).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TlsOptions>, TlsOptionsValidator>();
        builder.Services.AddSingleton<TlsCertificates>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<TlsCertificates>());
        ListenOptions listen = builder.Configuration.GetSection(ListenOptions.SectionName).Get<ListenOptions>()
            ?? new();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigureRpc();

            // Without TLS there is no way to agree on a version: each has its port.
            bool isTls = kestrel.ApplicationServices.GetRequiredService<IOptions<TlsOptions>>().Value.IsOn;
            Listen(kestrel, listen.Http, isTls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1, isTls);
            Listen(kestrel, listen.Grpc, HttpProtocols.Http2, isTls);
        });
    }

    /// <summary>Opens an address; a bad one is left out, and refused when all settings are checked together.</summary>
    private static void Listen(KestrelServerOptions kestrel, string address, HttpProtocols protocols, bool isTls)
    {
        if (!IPEndPoint.TryParse(address, out IPEndPoint? endPoint))
        {
            return;
        }

        kestrel.Listen(endPoint, options =>
        {
            options.Protocols = protocols;
            if (isTls)
            {
                TlsCertificates certificates = kestrel.ApplicationServices.GetRequiredService<TlsCertificates>();
                options.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(certificates.Handshake),
                });
            }
        });
    }
}
