using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>An authority that makes certificates for loopback servers and for clients.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _root;

    public CertificateAuthority(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _root = request.CreateSelfSigned(Now.AddDays(-2), Now.AddDays(2));
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public string Pem => _root.ExportCertificatePem();

    public X509Certificate2 ForServer()
    {
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        return Sign("CN=triage", ServerAuthentication, Now.AddDays(1), names.Build());
    }

    /// <param name="subject">Such as "O=acme, OU=caller, CN=platform".</param>
    /// <param name="isExpired">Whether its time is over.</param>
    /// <param name="isForServers">Whether it is not for clients.</param>
    public X509Certificate2 ForClient(string subject, bool isExpired = false, bool isForServers = false) => Sign(
        subject,
        isForServers ? ServerAuthentication : ClientAuthentication,
        isExpired ? Now.AddHours(-1) : Now.AddDays(1));

    /// <summary>Makes the list of certificates that this authority has revoked, in DER.</summary>
    public byte[] Revoke(params X509Certificate2[] certificates)
    {
        CertificateRevocationListBuilder list = new();
        foreach (X509Certificate2 certificate in certificates)
        {
            list.AddEntry(certificate);
        }

        return list.Build(_root, 1, Now.AddDays(1), HashAlgorithmName.SHA256);
    }

    public void Dispose() => _root.Dispose();

    /// <summary>Makes how a client of this authority connects.</summary>
    public SocketsHttpHandler Connect(X509Certificate2? client = null)
    {
        SocketsHttpHandler handler = new();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { _root },
        };
        if (client is not null)
        {
            handler.SslOptions.ClientCertificates = [client];

            // The first choice would keep a certificate back that the server will not like.
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => client;
        }

        return handler;
    }

    private X509Certificate2 Sign(string subject, string usage, DateTimeOffset until, params X509Extension[] extensions)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        foreach (X509Extension extension in extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        using X509Certificate2 signed = request.Create(
            _root, Now.AddDays(-1), until, RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
