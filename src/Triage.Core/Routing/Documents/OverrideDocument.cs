namespace Triage.Core.Routing.Documents;

/// <summary>An exception to the matrix.</summary>
public sealed record OverrideDocument
{
    /// <summary>Gets the id: a-z, 0-9, '-' and '_', at most 64 characters, unlike any other's.</summary>
    public string Id { get; init; } = "";

    public ConditionDocument When { get; init; } = new();

    /// <summary>Gets the first instant at which it applies; null: from ever.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Gets the first instant at which it no longer applies; null: for ever.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Gets the id of the channel to offer first.</summary>
    public string Primary { get; init; } = "";

    /// <summary>Gets the id of the channel to offer next; null when the fallbacks follow at once.</summary>
    public string? Secondary { get; init; }

    /// <summary>Gets the reason, in words, 1 to 500 characters.</summary>
    public string Why { get; init; } = "";
}
