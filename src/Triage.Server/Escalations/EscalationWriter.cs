using Google.Protobuf.WellKnownTypes;
using Triage.Core.Routing;
using Triage.Core.Routing.Escalating;
using Triage.Core.Workflows;
using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Server.Escalations;

/// <summary>Writes what follows from a decision in the words of the contract.</summary>
internal static class EscalationWriter
{
    public static EscalateResponse Write(in Escalation escalation, in RoutingContext context, ServedPolicy policy)
    {
        Decision decision = escalation.Decision;
        EscalateResponse response = new()
        {
            NeedsPerson = escalation.NeedsPerson,
            Attempt = escalation.Next.Number,
            Cell = decision.Cell.ToString(),
            PolicyVersion = policy.Version,
            DecidedAt = Timestamp.FromDateTimeOffset(context.Instant),
        };
        (response.Primary, response.Secondary) =
            DecisionWriter.Place(in decision, in context, policy, response.Fallbacks, response.PassedOver);

        if (escalation.Promise is Opening promise)
        {
            response.Promise = DecisionWriter.Of(promise, policy.Routing);
        }

        if (response.Primary is null && response.Promise is null)
        {
            response.Degraded.Add("NO_PERSON_USABLE");
        }
        else if (policy.Routing.Workflows.Find(
            escalation.Next.AsScore(), in context, escalation.Next.Channel) is WorkflowGraph workflow)
        {
            response.WorkflowEntry = policy.EntryOf(workflow, escalation.Next.Channel);
        }

        return response;
    }
}
