namespace Triage.Core.Routing.Documents;

/// <summary>Which channels serve a cell, and why.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Primary">Id of the channel to offer first.</param>
/// <param name="Secondary">Id of the channel to offer next; null when the fallbacks follow at once.</param>
/// <param name="Why">The reason, in words, 1 to 500 characters.</param>
public sealed record CellDocument(Cell Cell, string Primary, string? Secondary, string Why);
