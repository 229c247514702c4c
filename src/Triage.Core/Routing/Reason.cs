namespace Triage.Core.Routing;

/// <summary>
/// Why a channel stands where it does, or why it was passed over; <see cref="ReasonText"/> says it in words.
/// </summary>
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

    /// <summary>The query came in there, and moving the customer would gain nothing.</summary>
    NoGainInMoving = 5,

    /// <summary>Passed over: the customer cannot use it.</summary>
    NotAvailable = 6,

    /// <summary>Passed over: it asks for something that the customer lacks, such as hearing.</summary>
    AbilityLacking = 7,

    /// <summary>Passed over: it was tried in this conversation.</summary>
    AlreadyTried = 8,

    /// <summary>Passed over: outside its opening hours.</summary>
    Closed = 9,

    /// <summary>Passed over: reported closed or full.</summary>
    ReportedClosed = 10,

    /// <summary>Passed over: it calls the customer, for whom these are quiet hours.</summary>
    QuietHours = 11,

    /// <summary>Passed over: the customer asks for a person, and no person answers there.</summary>
    NotAPerson = 12,

    /// <summary>Passed over: it does not speak the customer's language, and another does.</summary>
    LanguageNotSpoken = 13,

    /// <summary>
    /// Passed over: the wait is longer than the policy allows for the severity, and another is quicker.
    /// </summary>
    WaitTooLong = 14,

    /// <summary>Passed over: it would be a step down from what did not work out.</summary>
    StepDown = 15,
}
