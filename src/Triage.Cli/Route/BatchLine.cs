using Triage.V1;

namespace Triage.Cli.Route;

/// <summary>A query and what became of it.</summary>
/// <param name="Text">The query.</param>
/// <param name="Place">File and line to put before a fault; empty for a single query.</param>
/// <param name="Response">The decision; <see langword="null"/> when the query cannot be taken.</param>
/// <param name="Fault">Why it cannot be taken; else empty.</param>
internal sealed record BatchLine(string Text, string Place, TriageResponse? Response, string Fault);
