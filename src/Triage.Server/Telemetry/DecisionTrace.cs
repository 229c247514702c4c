using System.Diagnostics;
using Triage.V1;

namespace Triage.Server.Telemetry;

/// <summary>Notes on the span of a call what was scored and where it was routed.</summary>
internal static class DecisionTrace
{
    /// <summary>Events of one span: a stream may decide for hours.</summary>
    private const int MaxEvents = 32;

    /// <summary>Adds the events, when the span is recorded.</summary>
    /// <param name="response">The answer.</param>
    public static void Write(TriageResponse response)
    {
        if (Activity.Current is { IsAllDataRequested: true } span && HasRoom(span))
        {
            WriteEvents(span, response);
        }
    }

    private static void WriteEvents(Activity span, TriageResponse response)
    {
        span.AddEvent(new ActivityEvent("score", tags: new ActivityTagsCollection
        {
            ["triage.cell"] = response.Cell,
            ["triage.complexity"] = response.Complexity.Value,
            ["triage.severity"] = response.Severity.Value,
            ["triage.effort"] = response.Effort.Value,
            ["triage.language"] = response.Language,
            ["triage.model.version"] = response.ModelVersion,
        }));
        span.AddEvent(new ActivityEvent("route", tags: new ActivityTagsCollection
        {
            ["triage.decision.id"] = response.DecisionId,
            ["triage.policy.version"] = response.PolicyVersion,
            ["triage.channel.primary"] = response.Primary?.Id,
            ["triage.channel.secondary"] = response.Secondary?.Id,
            ["triage.confidence"] = response.Confidence,
            ["triage.degraded"] = response.Degraded.ToArray(),
        }));
    }

    private static bool HasRoom(Activity span)
    {
        int count = 0;
        foreach (ref readonly ActivityEvent _ in span.EnumerateEvents())
        {
            count++;
        }

        return count < MaxEvents;
    }
}
