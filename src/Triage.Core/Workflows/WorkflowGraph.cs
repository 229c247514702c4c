using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;

namespace Triage.Core.Workflows;

/// <summary>A workflow of a compiled policy.</summary>
public sealed class WorkflowGraph
{
    private readonly StepDocument _start;
    private readonly Dictionary<int, StepDocument> _startOn;

    internal WorkflowGraph(WorkflowDocument document, RoutingPolicy policy)
    {
        Document = document;
        Dictionary<string, StepDocument> steps = document.Steps.ToDictionary(s => s.Id, StringComparer.Ordinal);
        _start = steps[document.Start];
        _startOn = document.StartOn.ToDictionary(s => policy.IndexOf(s.Channel), s => steps[s.Step]);
    }

    public string Id => Document.Id;

    public string Name => Document.Name;

    public Workflow Serves => Document.Serves;

    public ValueList<StepDocument> Steps => Document.Steps;

    /// <summary>Gets all that the document says of it.</summary>
    public WorkflowDocument Document { get; }

    /// <summary>Gets the step that comes first on a channel.</summary>
    /// <param name="channel">Index of the channel in the policy.</param>
    public StepDocument StartOn(int channel) => _startOn.GetValueOrDefault(channel, _start);
}
