using Triage.Core.Scoring;
using Triage.Learning.Labels;

namespace Triage.Learning.Evaluation;

/// <summary>A labelled query and what a model made of it.</summary>
/// <param name="Query">The line and its labels.</param>
/// <param name="Score">The score, given without explicit answers.</param>
public sealed record ScoredQuery(LabelledQuery Query, Score Score)
{
    /// <summary>Gets whether all three levels are those of the label.</summary>
    public bool IsExactCell => Distance == 0;

    /// <summary>Gets the squared distance in levels, summed over the dimensions: 0 to 12.</summary>
    public int Distance
    {
        get
        {
            int sum = 0;
            for (int d = 0; d < Vocabulary.DimensionCount; d++)
            {
                int distance = (int)Query.Levels[d] - (int)Score[(Dimension)d];
                sum += distance * distance;
            }

            return sum;
        }
    }

    /// <summary>Gets the probability that the model gave to the labelled cell, in [0, 1].</summary>
    public double ProbabilityOfTruth
    {
        get
        {
            double product = 1;
            for (int d = 0; d < Vocabulary.DimensionCount; d++)
            {
                product *= Score.Dimensions[d].Probability(Query.Levels[d]);
            }

            return product;
        }
    }

    /// <summary>Scores queries by a model's own policy, without explicit answers.</summary>
    public static IReadOnlyList<ScoredQuery> ScoreAll(IEnumerable<LabelledQuery> queries, Model model)
    {
        ArgumentNullException.ThrowIfNull(queries);
        Scorer scorer = new(model);
        List<ScoredQuery> scored = [];
        foreach (LabelledQuery query in queries)
        {
            scorer.Score(query.Text, Answers.None, model.DefaultPolicy, out Score score);
            scored.Add(new ScoredQuery(query, score));
        }

        return scored;
    }
}
