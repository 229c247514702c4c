using Triage.Core.Routing.Documents;

namespace Triage.Core.Routing.Lint;

/// <summary>Something in a policy that may be meant so and often is not.</summary>
/// <param name="Name">Stable name, by which it is accepted.</param>
/// <param name="Cells">The cells concerned.</param>
/// <param name="Message">What was found and why it matters.</param>
public sealed record PolicyFinding(string Name, ValueList<Cell> Cells, string Message);
