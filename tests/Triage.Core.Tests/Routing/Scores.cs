using Triage.Core.Routing;
using Triage.Core.Scoring;

namespace Triage.Core.Tests.Routing;

/// <summary>Scores made by hand, and the scoring of a model that is not there.</summary>
internal static class Scores
{
    /// <summary>
    /// Every criterion weighs 1, every 2 decides, and a dimension is cut at a third and two thirds of its range.
    /// </summary>
    public static ScoringPolicy Policy { get; } = new(
        [.. Enum.GetValues<Dimension>().Select(d => DimensionOf(d, DimensionPolicy.CriteriaOf(d)))]);

    /// <summary>A sure score: the cell's levels have probability 1.</summary>
    public static Score Of(
        Cell cell,
        Job job = Job.Confirm,
        Workflow workflow = Workflow.SupportQuestion,
        Language language = Language.English,
        bool wantsPerson = false)
    {
        Score score = new()
        {
            MainJob = job,
            Workflow = workflow,
            Language = language,
            PersonWish = wantsPerson ? new TextSpan(0, 5) : default,
        };
        score.Dimensions[Dimension.Complexity] = Sure(cell.Complexity);
        score.Dimensions[Dimension.Severity] = Sure(cell.Severity);
        score.Dimensions[Dimension.Effort] = Sure(cell.Effort);
        return score;
    }

    public static Score Of(
        string cell, Job job = Job.Confirm, Workflow workflow = Workflow.SupportQuestion, bool wantsPerson = false)
    {
        Assert.True(Cell.TryParse(cell, out Cell parsed));
        return Of(parsed, job, workflow, wantsPerson: wantsPerson);
    }

    /// <summary>A score from inferred criteria, each 0 to 2, as a model would fill them in.</summary>
    public static Score Inferred(ScoringPolicy policy, params ReadOnlySpan<float> criteria)
    {
        Score score = default;
        for (int i = 0; i < criteria.Length; i++)
        {
            score.Criteria[i] = criteria[i];
        }

        policy.SetLevels(ref score);
        return score;
    }

    private static DimensionScore Sure(Level level) => new(
        level, (float)level, level == Level.Low ? 1 : 0, level == Level.Medium ? 1 : 0, level == Level.High ? 1 : 0);

    private static DimensionPolicy DimensionOf(Dimension dimension, int count)
    {
        float[] weights = [.. Enumerable.Repeat(1f, count)];
        bool[] decisive = [.. Enumerable.Repeat(true, count)];
        return new DimensionPolicy(dimension, 2f * count / 3, 4f * count / 3, weights, decisive, new Doubt(2, 6));
    }
}
