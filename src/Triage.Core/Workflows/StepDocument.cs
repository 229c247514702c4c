using Triage.Core.Routing.Documents;

namespace Triage.Core.Workflows;

/// <summary>A step of a workflow.</summary>
public sealed record StepDocument
{
    /// <summary>Gets the id: a-z, 0-9 and '_', first a letter, at most 64 characters.</summary>
    public string Id { get; init; } = "";

    public StepKind Kind { get; init; }

    /// <summary>Gets what is done, decided or reached, 1 to 500 characters.</summary>
    public string Name { get; init; } = "";

    /// <summary>Gets who does or decides it; null at an end.</summary>
    public Actor? By { get; init; }

    /// <summary>Gets the ids of the channels that it happens on; empty: the assigned one.</summary>
    public ValueList<string> On { get; init; } = [];

    /// <summary>Gets what may follow: one for an action, two or more for a decision, none for an end.</summary>
    public ValueList<EdgeDocument> Next { get; init; } = [];
}

/// <summary>A way from one step to the next.</summary>
/// <param name="To">Id of the step that follows.</param>
/// <param name="If">What was decided; null after an action.</param>
public sealed record EdgeDocument(string To, string? If);
