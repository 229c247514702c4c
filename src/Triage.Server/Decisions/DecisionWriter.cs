using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Triage.Core.Routing;
using Triage.Core.Scoring;
using Triage.Core.Workflows;
using Triage.V1;
using Level = Triage.Core.Scoring.Level;
using NextQuestion = Triage.V1.NextQuestion;

namespace Triage.Server.Decisions;

/// <summary>Writes a decision into a response.</summary>
internal static class DecisionWriter
{
    public static void Write(
        in Decision decision, in Score score, in RoutingContext context, ServedPolicy policy, TriageResponse response)
    {
        response.Cell = decision.Cell.ToString();
        response.Confidence = decision.Confidence;
        response.DecidedAt = Timestamp.FromDateTimeOffset(context.Instant);
        (response.Primary, response.Secondary) =
            Place(in decision, in context, policy, response.Fallbacks, response.PassedOver);

        if (decision.Offered.Count == 0)
        {
            response.NextOpening = NextOpeningOf(in context, policy.Routing);
        }
        else if (policy.Routing.Workflows.Find(
            in score, in context, decision.Offered[0].Channel) is WorkflowGraph workflow)
        {
            response.WorkflowEntry = policy.EntryOf(workflow, decision.Offered[0].Channel);
        }

        if (decision.NoPersonUsable)
        {
            response.Degraded.Add("NO_PERSON_USABLE");
        }

        if (decision.Asks
            && Clarifier.TryAsk(in score, in context, policy.Routing, out Core.Routing.NextQuestion question))
        {
            response.NextQuestion = Of(in question, score.Language, policy.Routing, decision.OffersPerson);
        }
    }

    /// <summary>Writes the channels of a decision.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="context">What it was made from.</param>
    /// <param name="policy">The policy that decided.</param>
    /// <param name="fallbacks">Takes the channels offered after the second.</param>
    /// <param name="passedOver">Takes the channels that were not offered.</param>
    /// <returns>The first and the second channel offered; null where there is none.</returns>
    internal static (RoutedChannel? Primary, RoutedChannel? Secondary) Place(
        in Decision decision,
        in RoutingContext context,
        ServedPolicy policy,
        RepeatedField<RoutedChannel> fallbacks,
        RepeatedField<RoutedChannel> passedOver)
    {
        RoutedChannel? primary = null;
        RoutedChannel? secondary = null;
        fallbacks.Capacity = Math.Max(0, decision.Offered.Count - 2); // but the first and second
        for (int i = 0; i < decision.Offered.Count; i++)
        {
            RoutedChannel channel = Of(decision.Offered[i], in decision, in context, policy);
            switch (i)
            {
                case 0:
                    primary = channel;
                    break;
                case 1:
                    secondary = channel;
                    break;
                default:
                    fallbacks.Add(channel);
                    break;
            }
        }

        passedOver.Capacity = decision.PassedOver.Count;
        for (int i = 0; i < decision.PassedOver.Count; i++)
        {
            passedOver.Add(Of(decision.PassedOver[i], in decision, in context, policy));
        }

        return (primary, secondary);
    }

    /// <summary>Finds what opens next when nothing can be offered.</summary>
    private static NextOpening? NextOpeningOf(in RoutingContext context, RoutingPolicy policy) =>
        Router.NextOpening(in context, policy) is Opening opening ? Of(opening, policy) : null;

    /// <summary>Writes when a channel opens.</summary>
    internal static NextOpening Of(Opening opening, RoutingPolicy policy) => new()
    {
        Channel = policy.Channels[opening.Channel].Id,
        Name = policy.Channels[opening.Channel].Name,
        At = Timestamp.FromDateTimeOffset(opening.At),
    };

    /// <summary>Writes a channel at its place in a decision.</summary>
    private static RoutedChannel Of(
        Placement placement, in Decision decision, in RoutingContext context, ServedPolicy policy) =>
        policy.ChannelOf(
            placement,
            in decision,
            isReported: context.Status?.ReportedAt(context.Instant.UtcTicks).Contains(placement.Channel) ?? false);

    private static NextQuestion Of(
        in Core.Routing.NextQuestion question, Language language, RoutingPolicy policy, bool offerPerson)
    {
        QuestionWording wording = QuestionWording.Of(question.Criterion, language);
        NextQuestion next = new()
        {
            Criterion = question.Criterion.Key(),
            Text = wording.Text,
            OfferPerson = offerPerson,
        };
        for (int answer = 0; answer <= (int)Level.High; answer++)
        {
            int? channel = question.ChannelAfter((Level)answer);
            next.Options.Add(new AnswerOption
            {
                Answer = answer,
                Text = wording.Options[answer],
                Primary = channel is null ? "" : policy.Channels[channel.Value].Id,
            });
        }

        return next;
    }
}
