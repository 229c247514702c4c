namespace Triage.Core.Scoring;

/// <summary>Which of a row's 64 weights belongs to what; spare heads stay zero.</summary>
internal static class Heads
{
    /// <summary>Weights in a row: one cache line of signed bytes.</summary>
    public const int Count = 64;

    /// <summary>The twelve criteria.</summary>
    public const int Criteria = 0;

    /// <summary>The three dimensions: what the text says beyond its criteria.</summary>
    public const int Dimensions = Criteria + Vocabulary.CriterionCount;

    public const int Jobs = Dimensions + Vocabulary.DimensionCount;

    public const int Workflows = Jobs + Vocabulary.JobCount;

    /// <summary>The eight languages and any other.</summary>
    public const int Languages = Workflows + Vocabulary.WorkflowCount;

    /// <summary>The wish for a human being.</summary>
    public const int Person = Languages + Vocabulary.LanguageCount + 1;

    public const int Used = Person + 1;
}
