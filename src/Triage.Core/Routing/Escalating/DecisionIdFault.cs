namespace Triage.Core.Routing.Escalating;

/// <summary>What is wrong with a decision id.</summary>
public enum DecisionIdFault : byte
{
    None = 0,

    /// <summary>Not a decision id: too short, too long, cut off, or with foreign characters.</summary>
    Malformed = 1,

    /// <summary>Signed with a key that this service does not hold.</summary>
    UnknownKey = 2,

    /// <summary>The signature does not fit: forged or damaged.</summary>
    Forged = 3,

    /// <summary>Made for another tenant.</summary>
    Foreign = 4,

    /// <summary>Older than the lifetime of ids.</summary>
    Expired = 5,

    /// <summary>Made at an instant that has not come yet.</summary>
    FromTheFuture = 6,
}
