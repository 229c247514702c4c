namespace Triage.Storage.Policies;

/// <summary>Who did what when.</summary>
/// <param name="Number">Its place among the tenant's entries, 1, 2, 3 and so on:
/// how much others do is not told.</param>
/// <param name="At">When.</param>
/// <param name="Key">The policy; its name is empty when the tenant's settings were changed.</param>
/// <param name="Actor">Who.</param>
/// <param name="Action">What, one of <see cref="AuditAction"/>.</param>
/// <param name="Draft">The draft that it was done to, if any.</param>
/// <param name="Version">The version that came of it, if any.</param>
/// <param name="Comment">What was said.</param>
public sealed record AuditEntry(
    long Number,
    DateTimeOffset At,
    PolicyKey Key,
    string Actor,
    string Action,
    string? Draft,
    int? Version,
    string Comment);

/// <summary>What the audit tells of.</summary>
public static class AuditAction
{
    public const string DraftCreated = "draft_created";
    public const string DraftUpdated = "draft_updated";
    public const string DraftDeleted = "draft_deleted";
    public const string DraftApproved = "draft_approved";
    public const string Published = "published";
    public const string RolloutStarted = "rollout_started";
    public const string RolloutPromoted = "rollout_promoted";
    public const string RolloutWithdrawn = "rollout_withdrawn";
    public const string RolledBack = "rolled_back";
    public const string FourEyesOn = "four_eyes_on";
    public const string FourEyesOff = "four_eyes_off";
    public const string KeyCreated = "key_created";
    public const string KeyRotated = "key_rotated";
    public const string KeyRevoked = "key_revoked";
}
