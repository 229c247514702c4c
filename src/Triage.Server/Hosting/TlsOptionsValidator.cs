using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Triage.Server.Access;
using Triage.Storage.Keys;

namespace Triage.Server.Hosting;

/// <summary>Checks the files of certificates and what certificates mean, and names every bad setting.</summary>
internal sealed class TlsOptionsValidator(TimeProvider time) : IValidateOptions<TlsOptions>
{
    public ValidateOptionsResult Validate(string? name, TlsOptions options)
    {
        List<string> faults = [];
        if (options.IsOn)
        {
            CheckFiles(options, faults);
        }
        else if (options.Key.Length + options.ClientAuthority.Length > 0)
        {
            faults.Add(Fault(
                nameof(options.Certificate),
                "expected a file, as there is a key or an authority of clients, got none"));
        }

        if (options.RevocationList.Length > 0 && options.ClientAuthority.Length == 0)
        {
            faults.Add(Fault(
                nameof(options.ClientAuthority),
                "expected a file, as there is a list of revoked certificates, got none"));
        }

        if (options.Tenant.Length > 0 && !KeyGrant.IsTenant(options.Tenant))
        {
            faults.Add(Fault(
                nameof(options.Tenant),
                $"expected the name of a tenant: a-z, 0-9, '-' and '_', got '{options.Tenant}'"));
        }

        faults.AddRange(CallerRoles.CheckNames($"{TlsOptions.SectionName}:{nameof(options.Roles)}", options.Roles));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private void CheckFiles(TlsOptions options, List<string> faults)
    {
        foreach ((string setting, string file) in new[]
            {
                (nameof(options.Certificate), options.Certificate),
                (nameof(options.Key), options.Key),
                (nameof(options.ClientAuthority), options.ClientAuthority),
                (nameof(options.RevocationList), options.RevocationList),
            })
        {
            if (file.Length > 0 && !File.Exists(file))
            {
                faults.Add(Fault(setting, $"expected a file, got '{file}', which is not there"));
            }
        }

        if (faults.Count > 0)
        {
            return;
        }

        try
        {
            TlsFiles files = TlsFiles.Read(options);
            CheckCertificate(options, files, faults);
            CheckAuthorities(options, files, faults);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add($"{TlsOptions.SectionName}: expected files that can be read: {e.Message}");
        }
    }

    private void CheckCertificate(TlsOptions options, TlsFiles files, List<string> faults)
    {
        try
        {
            using X509Certificate2 certificate = files.LoadCertificate();
            DateTime now = time.GetUtcNow().UtcDateTime;
            if (now < certificate.NotBefore.ToUniversalTime() || now >= certificate.NotAfter.ToUniversalTime())
            {
                faults.Add(Fault(
                    nameof(options.Certificate),
                    "expected a certificate that is good now, got one that is good from "
                    + $"{certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}"));
            }
        }
        catch (CryptographicException)
        {
            faults.Add(Fault(
                nameof(options.Certificate),
                "expected a certificate in PEM and its unencrypted private key there or in "
                + $"Tls:Key, got something else in '{options.Certificate}' or '{options.Key}'"));
        }
    }

    private static void CheckAuthorities(TlsOptions options, TlsFiles files, List<string> faults)
    {
        try
        {
            if (files.ClientAuthority is null)
            {
                return;
            }

            if (files.LoadAuthorities().Count > 0)
            {
                CheckRevoked(options, files, faults);
                return;
            }
        }
        catch (CryptographicException)
        {
            // The same fault as none at all.
        }

        faults.Add(Fault(
            nameof(options.ClientAuthority),
            $"expected certificates in PEM, got something else in '{options.ClientAuthority}'"));
    }

    private static void CheckRevoked(TlsOptions options, TlsFiles files, List<string> faults)
    {
        try
        {
            files.LoadRevoked();
        }
        catch (CryptographicException)
        {
            faults.Add(Fault(
                nameof(options.RevocationList),
                "expected lists of revoked certificates in PEM or DER, signed by an authority of Tls:ClientAuthority, "
                + $"got something else in '{options.RevocationList}'"));
        }
    }

    private static string Fault(string setting, string fault) => $"{TlsOptions.SectionName}:{setting}: {fault}";
}
