namespace Triage.Storage.Keys;

/// <summary>What a caller is for; a set of roles is their bits together.</summary>
[Flags]
public enum Roles : byte
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>A contact-center platform: decisions, outcomes, the status of channels.</summary>
    Caller = 1,

    /// <summary>A chat widget in customers' browsers, where its key is public: single decisions and nothing
    /// else.</summary>
    Widget = 2,

    /// <summary>Writes, checks and tries policies.</summary>
    Analyst = 4,

    /// <summary>Also approves and publishes them.</summary>
    Approver = 8,

    /// <summary>Also manages keys and how policies are approved.</summary>
    Admin = 16,

    /// <summary>Whoever has a key.</summary>
    All = Caller | Widget | Analyst | Approver | Admin,
}
