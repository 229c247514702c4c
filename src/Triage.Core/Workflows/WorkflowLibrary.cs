using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Routing.Overrides;
using Triage.Core.Scoring;

namespace Triage.Core.Workflows;

/// <summary>The workflows of a compiled policy, and which of them a query enters.</summary>
public sealed class WorkflowLibrary
{
    private readonly WorkflowGraph?[] _bases = new WorkflowGraph?[Vocabulary.WorkflowCount];
    private readonly Variant[] _variants;

    internal WorkflowLibrary(RoutingPolicy policy, ConditionSpace space)
    {
        All = [.. policy.Document.Workflows.Select(w => new WorkflowGraph(w, policy))];
        foreach (WorkflowGraph graph in All.Where(g => !g.Document.IsVariant))
        {
            _bases[(int)graph.Serves] = graph;
        }

        _variants = [.. All.Where(g => g.Document.IsVariant).Select(graph => new Variant(
            graph,
            space.Box(graph.Document.When),
            graph.Document.Channels.Count == 0
                ? policy.AllChannels
                : graph.Document.Channels.Aggregate(ChannelSet.Empty, (set, id) => set.With(policy.IndexOf(id)))))];
    }

    /// <summary>Gets all workflows, in document order.</summary>
    public ValueList<WorkflowGraph> All { get; }

    /// <summary>Finds the workflow that a query enters on a channel.</summary>
    /// <param name="score">What the query is scored.</param>
    /// <param name="context">The circumstances, in the numbers of the policy.</param>
    /// <param name="channel">Index of the channel that was assigned.</param>
    /// <returns>The first variant that fits, else the base; null when the policy has neither. Allocates 0 B.</returns>
    public WorkflowGraph? Find(in Score score, in RoutingContext context, int channel)
    {
        foreach (Variant variant in _variants)
        {
            if (variant.Graph.Serves == score.Workflow && variant.Channels.Contains(channel)
                && ConditionSpace.Contains(variant.Box, in score, in context))
            {
                return variant.Graph;
            }
        }

        return _bases[(int)score.Workflow];
    }

    private sealed record Variant(WorkflowGraph Graph, ulong[] Box, ChannelSet Channels);
}
