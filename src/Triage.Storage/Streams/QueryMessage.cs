namespace Triage.Storage.Streams;

/// <summary>A message that a worker was given, as its writer wrote it.</summary>
/// <param name="Entry">Id of the entry in the stream, such as 1700000000000-0.</param>
/// <param name="Id">The writer's own name for the query; null when the entry has none.</param>
/// <param name="Query">The query; null when the entry has none.</param>
/// <param name="Deliveries">How often workers were given it, this time included.</param>
public sealed record QueryMessage(string Entry, string? Id, string? Query, int Deliveries);
