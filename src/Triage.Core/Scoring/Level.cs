namespace Triage.Core.Scoring;

/// <summary>Level on one dimension; its number is the answer's digit in the rubric and the digit used in a
/// cell.</summary>
public enum Level : byte
{
    Low = 0,
    Medium = 1,
    High = 2,
}
