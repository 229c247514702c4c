using System.Diagnostics.CodeAnalysis;
using Triage.Storage.Policies;

namespace Triage.Storage.Replication;

/// <summary>A replica as its sources see it.</summary>
public interface IPolicySink
{
    /// <summary>Raised after a policy was replaced by a newer one; handlers must be quick and must not throw.</summary>
    event EventHandler<PolicyReplacedEventArgs>? Replaced;

    /// <summary>Gets all policies held.</summary>
    IEnumerable<PolicyEnvelope> All { get; }

    /// <summary>Takes a policy when it is newer than the one held.</summary>
    /// <returns><see langword="false"/> when it is not, or cannot be compiled: the last good one stays.</returns>
    bool Offer(PolicyEnvelope envelope, PolicySource source);

    /// <summary>Finds the policy held.</summary>
    bool TryGet(PolicyKey key, [NotNullWhen(true)] out PolicyEnvelope? envelope);

    /// <summary>Gets where the policy held came from; null when none is held.</summary>
    PolicySource? SourceOf(PolicyKey key);
}
