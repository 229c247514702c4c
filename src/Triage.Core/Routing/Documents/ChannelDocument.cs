namespace Triage.Core.Routing.Documents;

/// <summary>A service channel.</summary>
public sealed record ChannelDocument
{
    /// <summary>Gets the id: a-z, 0-9 and '_', first a letter, at most 64 characters.</summary>
    public string Id { get; init; } = "";

    public ChannelKind Kind { get; init; }

    /// <summary>Gets the name to show, 1 to 100 characters.</summary>
    public string Name { get; init; } = "";

    /// <summary>Gets who answers. Default: nobody on self-service and automated channels, a person on the others.</summary>
    public AnsweredBy AnsweredBy { get; init; }

    /// <summary>Gets the cost of a contact in the policy's currency, at least 0; null when not known.</summary>
    public decimal? CostPerContact { get; init; }

    /// <summary>Gets where the cost was found, at most 500 characters.</summary>
    public string? CostSource { get; init; }

    /// <summary>Gets when the cost was true: year, year and month, or day ("2019", "2019-06", "2019-06-30").</summary>
    public string? CostDate { get; init; }

    /// <summary>Gets the opening hours, as <see cref="Hours.OpeningHours"/> reads them. Default: always open.</summary>
    public string? Hours { get; init; }

    /// <summary>Gets the IANA time zone of the hours; needed unless always open.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Gets the local days on which the channel stays closed, at most 400.</summary>
    public ValueList<DateOnly> Holidays { get; init; } = [];

    /// <summary>Gets who answers on a channel of a kind unless the document says otherwise.</summary>
    public static AnsweredBy DefaultAnsweredBy(ChannelKind kind) =>
        kind is ChannelKind.SelfService or ChannelKind.Automated ? AnsweredBy.Nobody : AnsweredBy.APerson;
}
