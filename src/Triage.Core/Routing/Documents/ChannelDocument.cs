using Triage.Core.Scoring;

namespace Triage.Core.Routing.Documents;

/// <summary>A service channel.</summary>
public sealed record ChannelDocument
{
    /// <summary>Gets the id: a-z, 0-9 and '_', first a letter, at most 64 characters.</summary>
    public string Id { get; init; } = "";

    public ChannelKind Kind { get; init; }

    /// <summary>Gets the name to show, 1 to 100 characters.</summary>
    public string Name { get; init; } = "";

    /// <summary>
    /// Gets who answers. Default: nobody on self-service and automated channels, a person on the others.
    /// </summary>
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

    /// <summary>
    /// Gets what a contact typically costs the customer in trouble; equal channels: the least goes first.
    /// </summary>
    public Level Effort { get; init; }

    /// <summary>Gets the typical minutes from the customer's turning to it to the first answer; at least 0.</summary>
    public double FirstResponseMinutes { get; init; }

    /// <summary>Gets the typical minutes from the first answer to the end; at least 0.</summary>
    public double MinutesToResolve { get; init; }

    /// <summary>Gets the languages that it speaks; empty: all.</summary>
    public ValueList<Language> Languages { get; init; } = [];

    public Capabilities Can { get; init; }

    /// <summary>Gets what it asks of the customer.</summary>
    public Abilities Requires { get; init; }

    /// <summary>
    /// Gets whether it calls the customer: not in the policy's quiet hours, and fit to keep a promise.
    /// </summary>
    public bool CallsOut { get; init; }

    /// <summary>Gets who answers on a channel of a kind unless the document says otherwise.</summary>
    public static AnsweredBy DefaultAnsweredBy(ChannelKind kind) =>
        kind is ChannelKind.SelfService or ChannelKind.Automated ? AnsweredBy.Nobody : AnsweredBy.APerson;
}
