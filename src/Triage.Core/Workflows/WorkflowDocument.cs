using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;

namespace Triage.Core.Workflows;

/// <summary>A service workflow as a policy document writes it: a directed graph of steps.</summary>
/// <remarks>
/// A workflow whose id is one of the seven that the score names is the base of it. Any other is a variant of the one
/// that it serves: it is taken instead when its condition and its channels fit; the first in document order wins.
/// </remarks>
public sealed record WorkflowDocument
{
    public const int MaxSteps = 200;

    /// <summary>Gets the id: a-z, 0-9 and '_', first a letter, at most 64 characters.</summary>
    public string Id { get; init; } = "";

    /// <summary>Gets the name to show, 1 to 100 characters.</summary>
    public string Name { get; init; } = "";

    /// <summary>Gets the workflow of the score that it serves.</summary>
    public Workflow Serves { get; init; }

    /// <summary>Gets when a variant is taken; empty: always, on its channels.</summary>
    public ConditionDocument When { get; init; } = new();

    /// <summary>Gets the ids of the channels on which a variant is taken; empty: all.</summary>
    public ValueList<string> Channels { get; init; } = [];

    /// <summary>Gets the id of the first step, unless the channel has its own.</summary>
    public string Start { get; init; } = "";

    /// <summary>Gets the first steps of single channels.</summary>
    public ValueList<StartDocument> StartOn { get; init; } = [];

    /// <summary>Gets the steps, 1 to 200.</summary>
    public ValueList<StepDocument> Steps { get; init; } = [];

    /// <summary>Gets whether this is a variant, not the base, of what it serves.</summary>
    public bool IsVariant => Id != Serves.Key();
}

/// <summary>Where a workflow starts on a channel.</summary>
public sealed record StartDocument(string Channel, string Step);
