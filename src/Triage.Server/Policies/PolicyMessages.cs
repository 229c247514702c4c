using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Triage.Storage.Policies;
using Audit = Triage.V1.AuditEntry;
using Version = Triage.V1.PolicyVersion;

namespace Triage.Server.Policies;

/// <summary>Writes what the store holds in the words of the contract.</summary>
internal static class PolicyMessages
{
    private static readonly Storage.Policies.PolicyVersion BuiltIn =
        new(0, "", "triage", "built into the service", "triage", DateTimeOffset.UnixEpoch, 0, "", "");

    /// <summary>Writes a version of a policy.</summary>
    /// <param name="key">The policy.</param>
    /// <param name="version">The version; null for the built-in one.</param>
    /// <param name="document">Its document.</param>
    /// <param name="published">What is published.</param>
    /// <param name="candidate">The version that is being tried, if any.</param>
    public static V1.Policy Of(
        PolicyKey key,
        Storage.Policies.PolicyVersion? version,
        string document,
        PublishedPolicy? published,
        Storage.Policies.PolicyVersion? candidate)
    {
        V1.Policy policy = new()
        {
            Policy_ = key.Policy,
            Version = Of(version ?? BuiltIn),
            Document = document,
            Etag = (published?.Head.Version ?? 0).ToString(CultureInfo.InvariantCulture),
        };
        if (candidate is not null)
        {
            policy.Candidate = Of(candidate);
            policy.Rollout = Of(published!.Candidate!.Rollout);
        }

        return policy;
    }

    /// <summary>Writes what is held in memory: what only the database knows stays empty.</summary>
    public static V1.Policy Of(PublishedPolicy published)
    {
        V1.Policy policy = new()
        {
            Policy_ = published.Key.Policy,
            Version = Of(published.Head),
            Document = published.Head.Document,
            Etag = published.Head.Version.ToString(CultureInfo.InvariantCulture),
        };
        if (published.Candidate is Candidate candidate)
        {
            policy.Candidate = Of(candidate.Version);
            policy.Rollout = Of(candidate.Rollout);
        }

        return policy;
    }

    public static Version Of(Storage.Policies.PolicyVersion version) => new()
    {
        Version = version.Version,
        Author = version.Author,
        Comment = version.Comment,
        PublishedBy = version.PublishedBy,
        PublishedAt = version.PublishedAt.ToTimestamp(),
        BasedOn = version.BasedOn,
        ModelVersion = version.ModelVersion,
        AcceptedWarnings = { version.AcceptedWarnings.Split(',', StringSplitOptions.RemoveEmptyEntries) },
    };

    public static V1.Draft Of(PolicyKey key, PolicyDraft draft) => new()
    {
        Policy = key.Policy,
        Id = draft.Id,
        Document = draft.Content.Document,
        Comment = draft.Content.Comment,
        BaseVersion = draft.Content.BaseVersion,
        Author = draft.Author,
        UpdatedAt = draft.UpdatedAt.ToTimestamp(),
        ApprovedBy = draft.ApprovedBy ?? "",
        Etag = draft.Revision.ToString(CultureInfo.InvariantCulture),
    };

    public static Audit Of(Storage.Policies.AuditEntry entry) => new()
    {
        Number = entry.Number,
        At = entry.At.ToTimestamp(),
        Actor = entry.Actor,
        Action = entry.Action,
        Policy = entry.Key.Policy,
        Draft = entry.Draft ?? "",
        Version = entry.Version ?? 0,
        Comment = entry.Comment,
    };

    private static Version Of(PublishedVersion version) => new()
    {
        Version = version.Version,
        PublishedAt = version.PublishedAt.ToTimestamp(),
        ModelVersion = version.ModelVersion,
    };

    private static V1.Rollout Of(Rollout rollout) =>
        new() { SharePercent = rollout.SharePercent, Shadow = rollout.IsShadow };
}
