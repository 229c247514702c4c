using System.ComponentModel.DataAnnotations;

namespace Triage.Server.Access;

/// <summary>Who is let in. Without any way to authenticate, everybody on this machine and nobody else.</summary>
internal sealed class AccessOptions
{
    public const string SectionName = "Access";

    /// <summary>Whether callers are known by API keys. Default: false.</summary>
    public bool Keys { get; set; }

    /// <summary>The local file of last known keys, hashes only.
    /// Default: data/last-good-keys.json in the current folder.</summary>
    [Required]
    public string LastGoodFile { get; set; } = "data/last-good-keys.json";

    /// <summary>Gets whether callers have to say who they are.</summary>
    internal bool IsRequired => Keys || TakesTokens || TakesCertificates;

    /// <summary>Gets or sets whether callers are known by tokens: <see cref="TokenOptions"/> says so.</summary>
    internal bool TakesTokens { get; set; }

    /// <summary>Gets or sets whether callers are known by client certificates: <see cref="Hosting.TlsOptions"/> says
    /// so.</summary>
    internal bool TakesCertificates { get; set; }
}
