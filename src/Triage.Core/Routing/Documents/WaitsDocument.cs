using Triage.Core.Scoring;

namespace Triage.Core.Routing.Documents;

/// <summary>The longest acceptable waits by severity, in minutes, above 0; null: however long.</summary>
public sealed record WaitsDocument(double? Low = null, double? Medium = null, double? High = null)
{
    /// <summary>Gets the longest acceptable wait at a severity.</summary>
    public double? At(Level severity) => severity switch
    {
        Level.Low => Low,
        Level.Medium => Medium,
        _ => High,
    };
}
