using Triage.Core.Routing;
using Triage.Core.Scoring;
using Triage.V1;
using DimensionScore = Triage.V1.DimensionScore;
using Level = Triage.V1.Level;

namespace Triage.Server.Decisions;

/// <summary>Writes a score into a response.</summary>
internal static class ScoreWriter
{
    /// <param name="score">The score.</param>
    /// <param name="wishText">The words that the wish for a person stands in.</param>
    /// <param name="wishTurn">Number of that turn; 0 is the text of the request.</param>
    /// <param name="policy">The policy, for its guidance.</param>
    /// <param name="response">Where to write it.</param>
    public static void Write(
        in Score score, string wishText, int wishTurn, RoutingPolicy policy, TriageResponse response)
    {
        response.Complexity = Of(score.Dimensions[Dimension.Complexity]);
        response.Severity = Of(score.Dimensions[Dimension.Severity]);
        response.Effort = Of(score.Dimensions[Dimension.Effort]);
        WriteJobs(in score, policy, response);
        response.Workflow = score.Workflow.Key();
        response.WorkflowProbability = score.WorkflowProbability;
        response.Language = score.Language.Tag();
        response.WantsPerson = score.WantsPerson;
        if (score.WantsPerson)
        {
            response.WantsPersonWords.Add(TextMatches.Of(wishText, score.PersonWish, wishTurn));
        }

        WriteCaveats(score.Caveats, response);
    }

    private static DimensionScore Of(Core.Scoring.DimensionScore score)
    {
        DimensionScore written = new()
        {
            Level = (Level)((int)score.Level + 1), // 0 is LEVEL_UNSPECIFIED
            Value = score.Value,
        };
        written.Probabilities.Capacity = 3;
        written.Probabilities.Add(score.Low);
        written.Probabilities.Add(score.Medium);
        written.Probabilities.Add(score.High);
        return written;
    }

    /// <summary>All six jobs, likeliest first; of equal ones the first of the rubric.</summary>
    private static void WriteJobs(in Score score, RoutingPolicy policy, TriageResponse response)
    {
        Span<Job> order = stackalloc Job[Vocabulary.JobCount];
        for (int i = 0; i < order.Length; i++)
        {
            Job job = (Job)i;
            int place = i;
            while (place > 0 && score.Jobs[order[place - 1]] < score.Jobs[job])
            {
                order[place] = order[place - 1];
                place--;
            }

            order[place] = job;
        }

        response.Jobs.Capacity = order.Length;
        foreach (Job job in order)
        {
            response.Jobs.Add(new JobScore
            {
                Job = job.Key(),
                Probability = score.Jobs[job],
                Guidance = policy.Guidance(job) ?? "",
            });
        }
    }

    private static void WriteCaveats(Caveats caveats, TriageResponse response)
    {
        if ((caveats & Caveats.TextTruncated) != Caveats.None)
        {
            response.Degraded.Add("TEXT_TRUNCATED");
        }

        if ((caveats & Caveats.TextUnintelligible) != Caveats.None)
        {
            response.Degraded.Add("TEXT_UNINTELLIGIBLE");
        }

        if ((caveats & Caveats.LanguageUnsupported) != Caveats.None)
        {
            response.Degraded.Add("LANGUAGE_UNSUPPORTED");
        }
    }
}
