using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Triage.Server.Decisions;
using Triage.Storage.Policies;

namespace Triage.Server.Policies;

/// <summary>What of a policy decides: the head, and the version that is tried beside it. Immutable.</summary>
/// <param name="head">The published version.</param>
/// <param name="candidate">The version that is being tried, if any.</param>
/// <param name="rollout">How it is tried.</param>
internal sealed class ServedPolicies(ServedPolicy head, ServedPolicy? candidate, Rollout rollout)
{
    public ServedPolicy Head => head;

    /// <summary>Gets the version that decides beside the head, unseen; null when none does.</summary>
    public ServedPolicy? Shadow => rollout.IsShadow ? candidate : null;

    /// <summary>Finds a version among those that decide; null when it is neither.</summary>
    public ServedPolicy? Find(int version) =>
        head.Version == version ? head : candidate?.Version == version ? candidate : null;

    /// <summary>Chooses the version that decides a conversation: always the same one, on every replica.</summary>
    /// <param name="conversationId">The conversation; empty: the head decides.</param>
    public ServedPolicy Choose(string conversationId) =>
        candidate is not null && !rollout.IsShadow && conversationId.Length > 0
        && Percentile(conversationId, candidate.Version) < rollout.SharePercent
            ? candidate
            : head;

    /// <remarks>The version is part of it, so that not the same conversations try everything.</remarks>
    private static int Percentile(string conversationId, int version)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{version}/{conversationId}"));
        return (int)(BinaryPrimitives.ReadUInt64LittleEndian(hash) % 100);
    }
}
