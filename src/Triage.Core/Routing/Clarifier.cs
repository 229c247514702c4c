using Triage.Core.Scoring;

namespace Triage.Core.Routing;

/// <summary>Finds the one question to ask when a decision is in doubt.</summary>
public static class Clarifier
{
    /// <summary>Finds the unanswered criterion whose answer would most change the first channel.</summary>
    /// <param name="score">What the query is scored.</param>
    /// <param name="context">The circumstances that the decision was made for.</param>
    /// <param name="policy">The policy that decided.</param>
    /// <param name="question">The question, and where each answer leads.</param>
    /// <returns><see langword="false"/> when every criterion is answered.</returns>
    /// <remarks>
    /// Weighs the answers 0 and 2 by how likely the inferred answer makes them. An answer that moves the first channel
    /// counts 1 and the change of that channel's probability; one that does not counts the change alone. Equal
    /// criteria: the first in the order of the framework. Allocates 0 B.
    /// </remarks>
    public static bool TryAsk(
        in Score score, in RoutingContext context, RoutingPolicy policy, out NextQuestion question)
    {
        question = default;
        Leads.Find(in score, in context, policy, out Leads leads);
        byte first = leads.First[Cell.Of(in score).Index];
        float confidence = leads.Probability(in score.Dimensions, first);
        float most = -1;
        Score copy = score;
        for (Criterion criterion = Criterion.AnswerAvailability; criterion <= Criterion.ToolUnavailability; criterion++)
        {
            if (score.Answers.TryGet(criterion, out _))
            {
                continue;
            }

            float probabilityOfHigh = Math.Clamp(score.Criteria[criterion] / 2, 0, 1);
            float change = 0;
            for (int answer = 0; answer <= 2; answer += 2)
            {
                copy.Answers = score.Answers.With(criterion, (Level)answer);
                byte channel = Ask(ref copy, criterion, in context, policy, in leads, first, out float probability);
                float moved = Math.Abs(probability - confidence) + (channel == first ? 0 : 1);
                change += moved * (answer == 0 ? 1 - probabilityOfHigh : probabilityOfHigh);
            }

            copy.Dimensions = score.Dimensions;
            if (change > most)
            {
                most = change;
                question.Criterion = criterion;
            }
        }

        if (most < 0)
        {
            return false;
        }

        for (Level answer = Level.Low; answer <= Level.High; answer++)
        {
            copy.Answers = score.Answers.With(question.Criterion, answer);
            question.Set(answer, Ask(ref copy, question.Criterion, in context, policy, in leads, first, out _));
        }

        return true;
    }

    /// <summary>Finds the first channel after an answer, and how likely the one before still is.</summary>
    private static byte Ask(
        ref Score copy,
        Criterion criterion,
        in RoutingContext context,
        RoutingPolicy policy,
        in Leads leads,
        byte before,
        out float probability)
    {
        // One answer changes one dimension: the two others, and the text, are not read again.
        Dimension dimension = criterion.Dimension();
        copy.Dimensions[dimension] = policy.Scoring[dimension].Level(
            in copy, copy.Own[(int)dimension], policy.Scoring.IsBinary);
        int cell = Cell.Of(in copy).Index;
        if (policy.OverrideTable.Tests(criterion))
        {
            Leads.Find(in copy, in context, policy, out Leads after);
            probability = after.Probability(in copy.Dimensions, before);
            return after.First[cell];
        }

        probability = leads.Probability(in copy.Dimensions, before);
        return leads.First[cell];
    }
}
