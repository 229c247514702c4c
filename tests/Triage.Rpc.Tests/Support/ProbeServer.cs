using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Probe.V1;
using Triage.Rpc.Health;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Triage.Rpc.Tests.Support;

/// <summary>A live server with the probe service: HTTP/1.1, HTTP/2 without TLS, and both over TLS.</summary>
public sealed class ProbeServer : IAsyncLifetime
{
    private readonly X509Certificate2 _certificate = CreateCertificate();
    private WebApplication? _app;

    /// <summary>Limits that tests can exceed cheaply.</summary>
    public const int MaxMessageBytes = 64 * 1_024;

    /// <summary>How long headers may take, and a body may be slow unless it is a stream.</summary>
    public static readonly TimeSpan SlowGrace = TimeSpan.FromSeconds(1.5);

    internal LogRecorder Logs { get; } = new();

    internal ProbeService Probe { get; } = new();

    internal HealthStatus Health => _app!.Services.GetRequiredService<HealthStatus>();

    /// <summary>HTTP/1.1.</summary>
    internal HttpClient Http1 { get; private set; } = null!;

    /// <summary>HTTP/2 with prior knowledge.</summary>
    internal HttpClient Http2 { get; private set; } = null!;

    /// <summary>HTTP/2 over TLS.</summary>
    internal HttpClient Tls { get; private set; } = null!;

    internal static ServiceDescriptor Descriptor =>
        ProbeReflection.Descriptor.FindTypeByName<ServiceDescriptor>("Probe");

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(Logs).SetMinimumLevel(LogLevel.Debug);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigureRpc();
            kestrel.Limits.RequestHeadersTimeout = SlowGrace;
            kestrel.Limits.MaxRequestBodySize = 4 * MaxMessageBytes;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, SlowGrace);
            kestrel.Limits.MinResponseDataRate = new MinDataRate(240, SlowGrace);
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(1);
            kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate));
        });
        builder.Services.AddRpc(options =>
        {
            options.MaxReceiveMessageBytes = MaxMessageBytes;
            options.MaxInflatedMessageBytes = MaxMessageBytes;
            options.MaxSendMessageBytes = MaxMessageBytes;
            options.CompressAboveBytes = 4_096; // bytes, 4 KiB
        });
        builder.Services.AddSingleton(Probe);
        _app = builder.Build();
        _app.MapRpcService<ProbeService>(Descriptor);
        _app.MapRpcHealth();
        _app.MapRpcReflection();
        await _app.StartAsync();

        string[] addresses = [.. _app.Urls];
        Http1 = CreateClient(addresses[0], HttpVersion.Version11);
        Http2 = CreateClient(addresses[1], HttpVersion.Version20);
        Tls = CreateClient(addresses[2], HttpVersion.Version20);
    }

    internal Task StopAsync() => _app!.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http1.Dispose();
        Http2.Dispose();
        Tls.Dispose();
        await _app!.DisposeAsync();
        _certificate.Dispose();
    }

    private HttpClient CreateClient(string address, Version version)
    {
        var handler = new SocketsHttpHandler { UseCookies = false };
        handler.SslOptions.RemoteCertificateValidationCallback =
            (_, certificate, _, _) => _certificate.Equals(certificate);
        return new HttpClient(new VersionHandler(version) { InnerHandler = handler })
        {
            BaseAddress = new Uri(address),
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    private sealed class VersionHandler(Version version) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Version = version;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
            return base.SendAsync(request, cancellationToken);
        }
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), password: null);
    }
}
