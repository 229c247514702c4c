using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Triage.Server.Hosting;

/// <summary>The text of the files of <see cref="TlsOptions"/>; equal when no file has changed.</summary>
/// <param name="Certificate">Certificates, the service's own first.</param>
/// <param name="Key">Its private key.</param>
/// <param name="ClientAuthority">Authorities of clients; null without.</param>
/// <param name="RevocationList">Lists of revoked certificates; DER as Latin-1; null without.</param>
internal sealed record TlsFiles(string Certificate, string Key, string? ClientAuthority, string? RevocationList)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2"; // RFC 5280, 4.2.1.12

    /// <summary>Reads the files.</summary>
    /// <exception cref="IOException">One cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be read.</exception>
    public static TlsFiles Read(TlsOptions options)
    {
        string certificate = File.ReadAllText(options.Certificate);
        return new TlsFiles(
            certificate,
            options.Key.Length > 0 ? File.ReadAllText(options.Key) : certificate,
            options.ClientAuthority.Length > 0 ? File.ReadAllText(options.ClientAuthority) : null,
            options.RevocationList.Length > 0 ? File.ReadAllText(options.RevocationList, Encoding.Latin1) : null);
    }

    /// <summary>Makes the service's certificate with its key.</summary>
    /// <exception cref="CryptographicException">The text is no certificate, no key, or another's key.</exception>
    public X509Certificate2 LoadCertificate()
    {
        try
        {
            return X509Certificate2.CreateFromPem(Certificate, Key);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException("the key is that of another certificate", e);
        }
    }

    /// <summary>Reads the authorities of clients.</summary>
    /// <exception cref="CryptographicException">The text is no certificate.</exception>
    public X509Certificate2Collection LoadAuthorities()
    {
        X509Certificate2Collection authorities = [];
        authorities.ImportFromPem(ClientAuthority);
        return authorities;
    }

    /// <summary>Reads the lists of revoked certificates; null without.</summary>
    /// <exception cref="CryptographicException">The text is no list, or none of an authority's.</exception>
    public RevocationList? LoadRevoked() =>
        RevocationList is null ? null : new RevocationList(RevocationList, LoadAuthorities());

    /// <summary>Makes what a handshake needs.</summary>
    /// <param name="onBadCertificate">Hears of clients whose certificate is not good; they are refused.</param>
    /// <exception cref="CryptographicException">See <see cref="LoadCertificate"/> and
    /// <see cref="LoadAuthorities"/>.</exception>
    public SslServerAuthenticationOptions ToHandshake(Action onBadCertificate)
    {
        X509Certificate2 certificate = LoadCertificate();
        X509Certificate2Collection chain = [];
        chain.ImportFromPem(Certificate);
        chain.RemoveAt(0);
        SslServerAuthenticationOptions handshake = new()
        {
            // Offline: nothing is asked of the network while a caller waits.
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (ClientAuthority is null)
        {
            return handshake;
        }

        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(LoadAuthorities());
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        handshake.CertificateChainPolicy = policy;

        // Asked of everybody, required of nobody: others have a key or a token.
        handshake.ClientCertificateRequired = true;
        handshake.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
        {
            bool isGood = certificate is null || errors == SslPolicyErrors.None;
            if (!isGood)
            {
                onBadCertificate();
            }

            return isGood;
        };
        return handshake;
    }
}
