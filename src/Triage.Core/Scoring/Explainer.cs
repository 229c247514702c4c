using System.Runtime.CompilerServices;
using Triage.Core.Scoring.Text;

namespace Triage.Core.Scoring;

/// <summary>Shares out the weights of a text's rows among its words.</summary>
/// <remarks>
/// An n-gram's contribution is shared equally by the words that it covers. Words of spaced scripts are their tokens, of
/// Korean the runs between spaces; Chinese and Japanese are cut into the longest n-grams that the model knows.
/// </remarks>
internal static class Explainer
{
    public static Explanation Explain(
        Model model,
        ReadOnlySpan<char> text,
        List<RowLog.Entry> rows,
        float scale,
        in Score score,
        ScoringPolicy policy)
    {
        List<TextSpan> words = WordCutter.Cut(text, rows);
        DimensionExplanation[] dimensions = new DimensionExplanation[Vocabulary.DimensionCount];
        foreach (Dimension dimension in Enum.GetValues<Dimension>())
        {
            dimensions[(int)dimension] = Explain(model, rows, words, scale, in score, policy[dimension]);
        }

        return new Explanation(dimensions);
    }

    private static DimensionExplanation Explain(
        Model model,
        List<RowLog.Entry> rows,
        List<TextSpan> words,
        float scale,
        in Score score,
        DimensionPolicy policy)
    {
        Span<float> headWeights = stackalloc float[Heads.Used];
        float fromAnswers = HeadWeights(in score, policy, headWeights);
        ModelHeader header = model.Header;
        float bias = 0;
        for (int head = 0; head < headWeights.Length; head++)
        {
            bias += headWeights[head] * header.Bias[head];
            headWeights[head] *= header.Units[head] * scale;
        }

        float[] contributions = new float[words.Count];
        float fromSurface = 0;
        float latent = bias + fromAnswers;
        foreach (RowLog.Entry row in rows)
        {
            float contribution = Dot(ref model.Row(row.Row), headWeights);
            latent += contribution;
            int first = FirstWordAfter(words, row.Start);
            int last = first;
            while (last < words.Count && words[last].Start < row.End)
            {
                last++;
            }

            if (row.Start == row.End || first == last)
            {
                fromSurface += contribution;
                continue;
            }

            for (int i = first; i < last; i++)
            {
                contributions[i] += contribution / (last - first);
            }
        }

        WordContribution[] strongest = [.. contributions
            .Select((contribution, i) => new WordContribution(words[i], contribution))
            .Where(word => word.Contribution != 0)
            .OrderByDescending(word => Math.Abs(word.Contribution))
            .ThenBy(word => word.Span.Start)];
        return new DimensionExplanation(policy.Dimension, latent, bias, fromAnswers, strongest, fromSurface);
    }

    /// <summary>Sets how much each head counts in the latent value; returns what explicit answers contribute.</summary>
    private static float HeadWeights(in Score score, DimensionPolicy policy, Span<float> weights)
    {
        weights.Clear();
        weights[Heads.Dimensions + (int)policy.Dimension] = policy.OwnShare(in score);
        float fromAnswers = 0;
        int first = (int)DimensionPolicy.FirstCriterion(policy.Dimension);
        for (int c = first; c < first + DimensionPolicy.CriteriaOf(policy.Dimension); c++)
        {
            float weight = policy.Weight((Criterion)c);
            if (score.Answers.TryGet((Criterion)c, out Level answer))
            {
                fromAnswers += weight * DimensionPolicy.ValueOf(answer, score.Criteria[c]);
            }
            else
            {
                weights[Heads.Criteria + c] = weight;
            }
        }

        return fromAnswers;
    }

    private static float Dot(ref sbyte row, ReadOnlySpan<float> weights)
    {
        float sum = 0;
        for (int head = 0; head < weights.Length; head++)
        {
            sum += weights[head] * Unsafe.Add(ref row, head);
        }

        return sum;
    }

    /// <summary>Finds the first word that ends behind a position.</summary>
    private static int FirstWordAfter(List<TextSpan> words, int position)
    {
        int low = 0;
        int high = words.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = words[middle].End > position ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
