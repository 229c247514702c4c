using Triage.Core.Scoring;
using Triage.V1;
using DimensionExplanation = Triage.V1.DimensionExplanation;
using Explanation = Triage.V1.Explanation;
using Level = Triage.Core.Scoring.Level;
using WordContribution = Triage.V1.WordContribution;

namespace Triage.Server.Decisions;

/// <summary>Writes an explanation in the words of the contract.</summary>
internal static class ExplanationWriter
{
    private const int MaxWords = 12;

    public static Explanation Write(Core.Scoring.Explanation explanation, in Score score, string text, int turn)
    {
        Explanation written = new();
        foreach (Core.Scoring.DimensionExplanation dimension in explanation.Dimensions)
        {
            written.Dimensions.Add(Of(dimension, text, turn));
        }

        for (int c = 0; c < Vocabulary.CriterionCount; c++)
        {
            written.Criteria.Add(Of((Criterion)c, in score));
        }

        return written;
    }

    private static DimensionExplanation Of(Core.Scoring.DimensionExplanation explanation, string text, int turn)
    {
        DimensionExplanation written = new()
        {
            Dimension = explanation.Dimension.Key(),
            Latent = explanation.Latent,
            Bias = explanation.Bias,
            FromAnswers = explanation.FromAnswers,
            Other = explanation.FromSurface,
        };
        for (int i = 0; i < explanation.Words.Count; i++)
        {
            Core.Scoring.WordContribution word = explanation.Words[i];
            if (i < MaxWords)
            {
                written.Words.Add(new WordContribution
                {
                    Match = TextMatches.Of(text, word.Span, turn),
                    Contribution = word.Contribution,
                });
            }
            else
            {
                written.Other += word.Contribution;
            }
        }

        return written;
    }

    private static CriterionAnswer Of(Criterion criterion, in Score score)
    {
        bool isExplicit = score.Answers.TryGet(criterion, out Level answer);
        return new CriterionAnswer
        {
            Criterion = criterion.Key(),
            Dimension = criterion.Dimension().Key(),
            Question = criterion.Question(),
            Answer = isExplicit ? (int)answer : Math.Clamp(score.Criteria[criterion], 0, 2),
            Explicit = isExplicit,
        };
    }
}
