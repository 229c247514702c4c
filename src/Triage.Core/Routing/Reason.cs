namespace Triage.Core.Routing;

/// <summary>Why a channel stands where it does, or why it was passed over; <see cref="ReasonText"/> says it in words.</summary>
public enum Reason : byte
{
    /// <summary>The first channel of the cell, or of the override that applies.</summary>
    Primary = 0,

    /// <summary>The second channel of the cell, or of the override that applies.</summary>
    Secondary = 1,

    /// <summary>One of the policy's fallbacks.</summary>
    Fallback = 2,

    /// <summary>No channel of the cell and no fallback was usable; the nearest to a person that is.</summary>
    LastResort = 3,

    /// <summary>Moved up because the doubt is grave and a person should be in reach.</summary>
    PersonInDoubt = 4,

    /// <summary>Passed over: the customer cannot use it.</summary>
    NotAvailable = 5,

    /// <summary>Passed over: outside its opening hours.</summary>
    Closed = 6,

    /// <summary>Passed over: the customer asks for a person, and no person answers there.</summary>
    NotAPerson = 7,
}
