using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Triage.Server.Hosting;

namespace Triage.Server.Access;

/// <summary>Finds the callers that client certificates stand for, once for each connection. That an authority of ours
/// made the certificate is what the handshake checked.</summary>
internal sealed class CertificateReader(
    IOptions<TlsOptions> options, TlsCertificates certificates, CallerBook callers, TimeProvider time)
{
    // RFC 4519
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";
    private const string OrganizationalUnit = "2.5.4.11";

    private readonly ConditionalWeakTable<X509Certificate2, Found> _found = [];

    /// <summary>Finds the caller that a certificate stands for.
    /// Allocates 0 B after the first call on a connection.</summary>
    /// <returns>Why not; null when there is a caller.</returns>
    public AccessRefusal? Read(X509Certificate2 certificate, out CallerContext? caller)
    {
        Found found = _found.GetValue(certificate, Find);

        // A connection may be older than the day on which its certificate ends or is revoked.
        bool isGood = time.GetUtcNow() < found.Until && certificates.Revoked?.Contains(found.Key) is not true;
        caller = isGood ? found.Caller : null;
        return caller is null ? AccessRefusal.BadCertificate : null;
    }

    private Found Find(X509Certificate2 certificate)
    {
        ILookup<string, string> subject = certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(part => !part.HasMultipleElements)
            .ToLookup(
                part => part.GetSingleElementType().Value ?? "",
                part => part.GetSingleElementValue() ?? "",
                StringComparer.Ordinal);
        CallerName name = new(
            options.Value.Tenant.Length > 0 ? options.Value.Tenant : Single(subject[Organization]),
            Single(subject[CommonName]),
            CallerRoles.Find(subject[OrganizationalUnit], options.Value.Roles));
        return new Found(
            name.IsGood ? callers.Get(name) : null,
            new DateTimeOffset(certificate.NotAfter),
            RevocationList.KeyOf(certificate));
    }

    /// <summary>Gets what must be there once: of two, nobody knows which is meant.</summary>
    private static string Single(IEnumerable<string> values) => values.Take(2).ToArray() is [string value] ? value : "";

    private sealed record Found(CallerContext? Caller, DateTimeOffset Until, string Key);
}
