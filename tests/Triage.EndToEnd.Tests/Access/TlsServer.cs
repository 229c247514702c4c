using System.Security.Cryptography.X509Certificates;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>A service that speaks TLS and knows its callers by keys and client certificates.</summary>
public sealed class TlsServer : IAsyncLifetime
{
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("triage-tls-");
    private readonly GuardedServer _server;

    public TlsServer()
    {
        Write(Authority.ForServer(), Authority.Pem);
        _server = new GuardedServer { Settings = Settings };
    }

    internal CertificateAuthority Authority { get; } = new("ours");

    internal GuardedServer Guarded => _server;

    internal ServerProcess Process => _server.Process;

    internal string[] Settings =>
    [
        $"--Tls:Certificate={FileOf("tls.crt")}",
        $"--Tls:Key={FileOf("tls.key")}",
        $"--Tls:ClientAuthority={FileOf("ca.crt")}",
    ];

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Authority.Dispose();
        _files.Delete(recursive: true);
    }

    /// <summary>Puts other files in the place of those that the service reads.</summary>
    internal void Write(X509Certificate2 certificate, string clientAuthorities)
    {
        File.WriteAllText(FileOf("ca.crt"), clientAuthorities);
        File.WriteAllText(FileOf("tls.key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(FileOf("tls.crt"), certificate.ExportCertificatePem());
        certificate.Dispose();
    }

    internal string FileOf(string name) => Path.Combine(_files.FullName, name);
}
