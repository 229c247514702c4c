namespace Triage.Core.Routing.Documents;

/// <summary>A customer attribute that overrides may test.</summary>
/// <param name="Name">a-z, 0-9 and '_', first a letter, at most 64 characters.</param>
/// <param name="Values">Its values, 1 to 63, each of 1 to 256 characters.</param>
public sealed record AttributeDocument(string Name, ValueList<string> Values);
