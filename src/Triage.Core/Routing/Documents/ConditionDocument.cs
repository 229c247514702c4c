using Triage.Core.Scoring;

namespace Triage.Core.Routing.Documents;

/// <summary>What an override tests: it applies when every field that is given holds one of its values.</summary>
public sealed record ConditionDocument
{
    public ValueList<Cell> Cells { get; init; } = [];

    public ValueList<Level> Complexity { get; init; } = [];

    public ValueList<Level> Severity { get; init; } = [];

    public ValueList<Level> Effort { get; init; } = [];

    /// <summary>Gets the answers to criteria, explicit ones or else the inferred ones rounded to the nearest.</summary>
    public ValueList<CriterionCondition> Criteria { get; init; } = [];

    /// <summary>Gets the main job.</summary>
    public ValueList<Job> Jobs { get; init; } = [];

    public ValueList<Workflow> Workflows { get; init; } = [];

    public ValueList<Language> Languages { get; init; } = [];

    public ValueList<AttributeCondition> Attributes { get; init; } = [];

    /// <summary>Gets whether the customer asks for a person. An override that tests this is obeyed even then.</summary>
    public bool? WantsPerson { get; init; }

    /// <summary>Gets whether nothing is tested.</summary>
    public bool IsEmpty => this == new ConditionDocument();
}

/// <summary>The answers to a criterion that a condition accepts.</summary>
public sealed record CriterionCondition(Criterion Criterion, ValueList<Level> Answers);

/// <summary>The values of an attribute that a condition accepts.</summary>
public sealed record AttributeCondition(string Name, ValueList<string> Values);
