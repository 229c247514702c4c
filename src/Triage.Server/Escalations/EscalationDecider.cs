using Google.Protobuf.Collections;
using Triage.Core.Routing;
using Triage.Core.Routing.Escalating;
using Triage.Rpc;
using Triage.Server.Decisions;
using Triage.V1;
using EscalationReason = Triage.Core.Routing.Escalating.EscalationReason;

namespace Triage.Server.Escalations;

/// <summary>Decides what follows a decision that did not work out.</summary>
/// <param name="signer">Signs the ids of decisions.</param>
/// <param name="channels">What the platform reports of the channels.</param>
internal sealed class EscalationDecider(DecisionSigner signer, ILiveChannels channels)
{
    /// <summary>Promises that a conversation may need beyond one attempt a channel; after them the caller goes in
    /// circles.</summary>
    public const int MaxPromises = 3;

    /// <summary>Decides the next step.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="request">A request without faults (<see cref="EscalateValidator"/>).</param>
    /// <param name="failed">What its id says.</param>
    /// <param name="policy">The policy that decided.</param>
    /// <param name="arrival">When the request came: it is decided for this instant unless it names another.</param>
    /// <exception cref="RpcException">FAILED_PRECONDITION: nothing can follow.</exception>
    public EscalateResponse Decide(
        string tenant, EscalateRequest request, DecisionToken failed, ServedPolicy policy, DateTimeOffset arrival)
    {
        int attempts = policy.Routing.Channels.Count + MaxPromises;
        if (failed.Attempt.Channel == Judgement.NoChannel)
        {
            throw RequestErrors.NotFitting(
                "decision_id: expected a decision that offered a channel, got one that offered none: decide anew "
                + "once one opens",
                "ESCALATION_WITHOUT_CHANNEL");
        }

        if (failed.Attempt.Number >= attempts)
        {
            throw RequestErrors.NotFitting(
                $"decision_id: expected at most {attempts} attempts (each of the {policy.Routing.Channels.Count} "
                + "channels once, then "
                + $"{MaxPromises} promises), got one more: the conversation escalates in a loop and belongs to a "
                + "supervisor",
                "ESCALATION_LOOP");
        }

        RepeatedField<Warning> warnings = [];
        RoutingContext context = ContextReader.Read(request.Context, arrival, policy.Routing, warnings);
        context.Status = channels.StatusFor(tenant, policy.Routing);
        Attempt attempt = failed.Attempt;
        EscalationReason reason = (EscalationReason)((int)request.Reason - 1); // 0 is ESCALATION_REASON_UNSPECIFIED
        Escalator.Next(in attempt, reason, in context, policy.Routing, out Escalation escalation);
        EscalateResponse response = EscalationWriter.Write(in escalation, in context, policy);
        response.Reason = EscalationText.Of(in attempt, reason, in escalation, policy.Routing);
        response.Warnings.Add(warnings);
        channels.AddDegraded(tenant, policy.Routing, context.Instant, response.Degraded);
        DecisionToken next = failed with { Attempt = escalation.Next, DecidedAt = arrival };
        response.DecisionId = signer.Sign(in next);
        return response;
    }
}
