using Triage.Core.Scoring;
using Triage.Learning.Labels;

namespace Triage.Learning.Training;

/// <summary>How wrong the heads are about a line: gradients of the losses by the heads' values.</summary>
/// <remarks>
/// Criteria and dimensions are ordinal: a logistic loss at each of the two thresholds (McCullagh 1980), fixed at 0.5
/// and 1.5. Jobs are six yes-no questions; workflow and language are softmax.
/// </remarks>
internal static class Loss
{
    public const float LowThreshold = 0.5f;
    public const float HighThreshold = 1.5f;

    /// <summary>Steepness of the ordinal losses, in units of the latent value.</summary>
    public const float Slope = 2.5f;

    /// <summary>What a second job counts, where the main one counts 1.</summary>
    private const float SecondJob = 0.45f;

    /// <summary>A missed wish for a person is worse than a false one.</summary>
    private const float MissedWishWeight = 7;

    /// <summary>A corpus line that names no phrase for a person most likely asks for
    /// none, but nobody has said so.</summary>
    private const float UnlabelledWeight = 0.25f;

    /// <summary>Sets the gradient of every head.</summary>
    public static void Gradient(Example example, float[] values, float[] gradient)
    {
        Array.Clear(gradient);
        Softmax(values, gradient, Heads.Languages, Vocabulary.LanguageCount + 1, (int)example.Language);
        if (example.WantsPerson is { } wantsPerson)
        {
            float error = Logistic.Of(values[Heads.Person]) - (wantsPerson ? 1 : 0);
            gradient[Heads.Person] = error
                * (wantsPerson ? MissedWishWeight : example.Query is null ? 1 : UnlabelledWeight);
        }

        if (example.Query is { } query)
        {
            OfLabels(query, values, gradient);
        }
    }

    /// <summary>Gets how wrong the values are about the jobs.</summary>
    public static double OfJobs(LabelledQuery query, float[] values)
    {
        double sum = 0;
        for (int j = 0; j < Vocabulary.JobCount; j++)
        {
            sum += OfAnswer(values[Heads.Jobs + j], TargetOf(query, j));
        }

        return sum;
    }

    /// <summary>Gets how wrong the values are about the workflow.</summary>
    public static double OfWorkflow(LabelledQuery query, float[] values)
    {
        ReadOnlySpan<float> all = values.AsSpan(Heads.Workflows, Vocabulary.WorkflowCount);
        double max = all[(int)query.Workflow];
        foreach (float value in all)
        {
            max = Math.Max(max, value);
        }

        double sum = 0;
        foreach (float value in all)
        {
            sum += Math.Exp(value - max);
        }

        return Math.Log(sum) + max - all[(int)query.Workflow];
    }

    private static void OfLabels(LabelledQuery query, float[] values, float[] gradient)
    {
        if (query.Criteria is not null)
        {
            for (int c = 0; c < Vocabulary.CriterionCount; c++)
            {
                gradient[Heads.Criteria + c] = Ordinal(values[Heads.Criteria + c], query.Criteria[c]);
            }
        }

        for (int d = 0; d < Vocabulary.DimensionCount; d++)
        {
            gradient[Heads.Dimensions + d] = Ordinal(values[Heads.Dimensions + d], query.Levels[d]);
        }

        for (int j = 0; j < Vocabulary.JobCount; j++)
        {
            gradient[Heads.Jobs + j] = Logistic.Of(values[Heads.Jobs + j]) - TargetOf(query, j);
        }

        Softmax(values, gradient, Heads.Workflows, Vocabulary.WorkflowCount, (int)query.Workflow);
    }

    private static float TargetOf(LabelledQuery query, int job) =>
        (int)query.MainJob == job ? 1 : query.SecondJob == (Job)job ? SecondJob : 0;

    /// <summary>Cross-entropy of a yes-no question.</summary>
    private static double OfAnswer(double value, double target) =>
        Math.Max(value, 0) - (value * target) + Math.Log(1 + Math.Exp(-Math.Abs(value)));

    private static float Ordinal(float value, Level level) =>
        Logistic.Of(Slope * (value - LowThreshold)) - (level >= Level.Medium ? 1 : 0)
        + Logistic.Of(Slope * (value - HighThreshold)) - (level >= Level.High ? 1 : 0);

    private static void Softmax(float[] values, float[] gradient, int first, int count, int target)
    {
        float max = values[first];
        for (int i = first + 1; i < first + count; i++)
        {
            max = Math.Max(max, values[i]);
        }

        double sum = 0;
        for (int i = first; i < first + count; i++)
        {
            double exp = Logistic.Exp(values[i] - max);
            gradient[i] = (float)exp;
            sum += exp;
        }

        for (int i = first; i < first + count; i++)
        {
            gradient[i] = (float)(gradient[i] / sum) - (i == first + target ? 1 : 0);
        }
    }
}
