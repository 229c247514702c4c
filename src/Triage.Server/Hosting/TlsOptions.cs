namespace Triage.Server.Hosting;

/// <summary>TLS on both addresses, and the client certificates that let callers in. Files are PEM; a change of them is
/// read within seconds, for new connections.</summary>
internal sealed class TlsOptions
{
    public const string SectionName = "Tls";

    /// <summary>File of the service's certificate, followed by those between it and its authority. Default: none, and
    /// there is no TLS.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>File of the certificate's private key, not encrypted. Default: none,
    /// and the key is in the certificate's file.</summary>
    public string Key { get; set; } = "";

    /// <summary>File of the authorities whose client certificates let callers in: their subject has the tenant as O,
    /// roles as OU and a name for the audit as CN. Default: none, and no client certificate is asked for.</summary>
    public string ClientAuthority { get; set; } = "";

    /// <summary>File of the client certificates that these authorities have revoked: their lists in PEM, or one in DER.
    /// Calls of a certificate in it are refused, also on connections that are open. Default: none.</summary>
    public string RevocationList { get; set; } = "";

    /// <summary>The tenant of all client certificates,
    /// for authorities of one tenant that write no O. Default: none.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>What an OU means: its name, and caller, analyst, approver or admin.
    /// Default: its names are these.</summary>
    public IDictionary<string, string> Roles { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets whether the service speaks TLS.</summary>
    public bool IsOn => Certificate.Length > 0;
}
