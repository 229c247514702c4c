using System.Diagnostics.Metrics;
using Triage.V1;

namespace Triage.Server.Policies;

/// <summary>Counts where a version in shadow would have sent customers otherwise.</summary>
internal sealed class ShadowCounter
{
    private readonly Counter<long>? _decisions;

    /// <param name="meters">Where it counts; null for decisions that are no customer's.</param>
    public ShadowCounter(IMeterFactory? meters) =>
        _decisions = meters?.Create(PolicyMetrics.MeterName).CreateCounter<long>(
            "triage.policy.shadow_decisions",
            "{decision}",
            "Decisions of the version in shadow, by whether its first channel is the same.");

    public void Count(TriageResponse returned, TriageResponse shadow) => _decisions?.Add(
        1,
        new KeyValuePair<string, object?>(
            "outcome", returned.Primary?.Id == shadow.Primary?.Id ? "same" : "different"));
}
