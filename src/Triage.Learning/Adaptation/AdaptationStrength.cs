using Triage.Core.Scoring;
using Triage.Learning.Training;

namespace Triage.Learning.Adaptation;

/// <summary>How far the changes of each group of heads go: as far as they predict lines better that they have not
/// seen.</summary>
/// <remarks>
/// Cross-validation: changes are fitted to all folds but one and judged on that one, at several shares of their size:
/// dimensions by the squared distance in levels, as kappa does, jobs and workflows by their loss. A share counts only
/// when it beats no change by more than one standard error over the lines: where the base knows the company's lines as
/// well as so few labels could teach it, nothing changes and nothing is forgotten.
/// </remarks>
internal static class AdaptationStrength
{
    private const int Folds = 5;

    private static readonly float[] Shares = [0.25f, 0.5f, 0.75f, 1];

    /// <summary>Groups of heads that are judged together: each dimension with its criteria, jobs, workflows.</summary>
    private const int Groups = Vocabulary.DimensionCount + 2;
    private const int JobGroup = Vocabulary.DimensionCount;
    private const int WorkflowGroup = JobGroup + 1;

    /// <summary>Chooses.</summary>
    /// <param name="lines">The company's lines; at least two are needed to judge, fewer keep all of the
    /// change.</param>
    /// <param name="policy">Where the levels of the dimensions begin.</param>
    /// <param name="fit">Fits changes to lines.</param>
    /// <returns>Shape [<see cref="Heads.Used"/>]: the share of its change that each head takes.</returns>
    public static float[] Choose(
        AdaptedLine[] lines, ScoringPolicy policy, Func<AdaptedLine[], Weights> fit)
    {
        float[] chosen = new float[Heads.Used];
        Array.Fill(chosen, 1);
        if (lines.Length < 2)
        {
            return chosen;
        }

        Gain[,] gains = new Gain[Groups, Shares.Length];
        double[] unchanged = new double[Groups];
        double[] changed = new double[Groups];
        float[] values = new float[Weights.Stride];
        for (int fold = 0; fold < Math.Min(Folds, lines.Length); fold++)
        {
            Weights changes = fit([.. lines.Where((_, i) => i % Folds != fold)]);
            foreach (AdaptedLine line in lines.Where((_, i) => i % Folds == fold))
            {
                Judge(line, policy, line.BaseValues, unchanged);
                for (int share = 0; share < Shares.Length; share++)
                {
                    line.Predict(changes, Shares[share], values);
                    Judge(line, policy, values, changed);
                    for (int group = 0; group < Groups; group++)
                    {
                        gains[group, share].Add(unchanged[group] - changed[group]);
                    }
                }
            }
        }

        for (int head = 0; head < Heads.Languages; head++)
        {
            int group = GroupOf(head);
            int best = Enumerable.Range(0, Shares.Length).MaxBy(share => gains[group, share].Sum);
            chosen[head] = gains[group, best].IsSure ? Shares[best] : 0;
        }

        return chosen;
    }

    private static void Judge(AdaptedLine line, ScoringPolicy policy, float[] values, double[] losses)
    {
        for (int d = 0; d < Vocabulary.DimensionCount; d++)
        {
            Level level = policy[(Dimension)d].LevelAt(values[Heads.Dimensions + d]);
            int distance = (int)level - (int)line.Query.Levels[d];
            losses[d] = distance * distance;
        }

        losses[JobGroup] = Loss.OfJobs(line.Query, values);
        losses[WorkflowGroup] = Loss.OfWorkflow(line.Query, values);
    }

    private static int GroupOf(int head)
    {
        if (head < Heads.Dimensions)
        {
            return (int)((Criterion)head).Dimension();
        }

        return head < Heads.Jobs ? head - Heads.Dimensions : head < Heads.Workflows ? JobGroup : WorkflowGroup;
    }

    /// <summary>What a share saves over the lines.</summary>
    private struct Gain
    {
        private double _squares;

        public double Sum { get; private set; }

        /// <summary>Gets whether the mean gain is above its standard error, which is the same as that the square of the
        /// sum is above the sum of the squares.</summary>
        public readonly bool IsSure => Sum > 0 && Sum * Sum > _squares;

        public void Add(double gain)
        {
            Sum += gain;
            _squares += gain * gain;
        }
    }
}
