using System.ComponentModel.DataAnnotations;

namespace Triage.Server.Access;

/// <summary>Whose tokens let callers in, and what their claims mean.</summary>
internal sealed class TokenOptions
{
    public const string SectionName = "Jwt";

    /// <summary>The OpenID Connect issuer, such as https://login.example/realms/acme.
    /// Default: none, and no tokens are taken.</summary>
    public string Authority { get; set; } = "";

    /// <summary>What tokens must be made for: their "aud". Required with an issuer.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The claim that names the tenant. Default: tenant.</summary>
    [Required]
    public string TenantClaim { get; set; } = "tenant";

    /// <summary>The tenant of all tokens, for an issuer of one tenant that has no such claim. Default: none.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>The claim that names the roles: one text or a list. Default: roles.</summary>
    [Required]
    public string RoleClaim { get; set; } = "roles";

    /// <summary>The claim that names who it is, for the audit. Default: sub.</summary>
    [Required]
    public string ActorClaim { get; set; } = "sub";

    /// <summary>What the issuer's names of roles mean: its name, and caller, analyst, approver or admin.
    /// Default: its names are these.</summary>
    public IDictionary<string, string> Roles { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>By how much clocks may differ. Range 0 to 5 min; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets whether tokens are taken.</summary>
    public bool IsOn => Authority.Length > 0;
}
