namespace Triage.Storage.Policies;

/// <summary>Why the store refused; its message is safe for the caller.</summary>
public enum PolicyStoreError
{
    /// <summary>There is no such policy, version or draft.</summary>
    NotFound,

    /// <summary>Somebody else was faster.</summary>
    Conflict,

    /// <summary>The tenant asks for a second pair of eyes, and there was none.</summary>
    NotApproved,

    /// <summary>Nobody approves a draft that they wrote.</summary>
    OwnDraft,

    /// <summary>A version is being tried, or none is: the step does not fit.</summary>
    Rollout,
}

/// <summary>The store refused a step; nothing was changed.</summary>
/// <param name="error">Why.</param>
/// <param name="message">In words.</param>
/// <param name="winner">Who was faster; null when there was no race.</param>
public sealed class PolicyStoreException(PolicyStoreError error, string message, RaceWinner? winner = null)
    : Exception(message)
{
    public PolicyStoreError Error { get; } = error;

    public RaceWinner? Winner { get; } = winner;
}
