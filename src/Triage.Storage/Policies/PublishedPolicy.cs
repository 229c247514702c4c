namespace Triage.Storage.Policies;

/// <summary>What of a policy decides.</summary>
/// <param name="Key">The policy.</param>
/// <param name="Revision">Grows with every change of what is published: the greater one is the newer one.</param>
/// <param name="Head">The published version.</param>
/// <param name="Candidate">The version that is being tried beside it, if any.</param>
public sealed record PublishedPolicy(PolicyKey Key, long Revision, PublishedVersion Head, Candidate? Candidate);

/// <summary>A version with all that deciding needs.</summary>
/// <param name="Version">Its number.</param>
/// <param name="ModelVersion">The model that it was checked with.</param>
/// <param name="PublishedAt">When it was published.</param>
/// <param name="Document">The document: JSON.</param>
public sealed record PublishedVersion(int Version, string ModelVersion, DateTimeOffset PublishedAt, string Document);

/// <summary>A version that is being tried.</summary>
/// <param name="Version">The version.</param>
/// <param name="Rollout">How it is tried.</param>
public sealed record Candidate(PublishedVersion Version, Rollout Rollout);

/// <summary>How a version goes live.</summary>
/// <param name="SharePercent">Share of the conversations that it decides, 0 to 100.</param>
/// <param name="IsShadow">Whether it decides beside the head and its decisions are counted, not returned.</param>
public readonly record struct Rollout(int SharePercent, bool IsShadow)
{
    /// <summary>Gets the rollout that replaces the head at once.</summary>
    public static Rollout Full { get; } = new(100, false);
}
