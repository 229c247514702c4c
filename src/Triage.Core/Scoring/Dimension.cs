namespace Triage.Core.Scoring;

/// <summary>What a query is scored on, in the order in which a cell is written.</summary>
public enum Dimension : byte
{
    /// <summary>How hard it is to find the answer.</summary>
    Complexity = 0,

    /// <summary>How bad it is, for the customer and the brand, if it waits.</summary>
    Severity = 1,

    /// <summary>How much work resolving it takes, most of all from the customer.</summary>
    Effort = 2,
}
