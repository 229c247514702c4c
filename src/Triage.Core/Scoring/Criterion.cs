namespace Triage.Core.Scoring;

/// <summary>The twelve questions of the framework, in its order; an answer of 2 always pushes its dimension
/// up.</summary>
public enum Criterion : byte
{
    AnswerAvailability = 0,
    InformationNeed = 1,
    Handling = 2,
    Urgency = 3,
    Distress = 4,
    BrandOrSafety = 5,
    FinancialCost = 6,
    DelayCost = 7,
    WorkRequired = 8,
    CustomerDifficulty = 9,
    InstructionDifficulty = 10,
    ToolUnavailability = 11,
}
