using Google.Protobuf.Collections;
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
        SpareAnswer.MoveParts(response);
        Fill(response.Complexity, score.Dimensions[Dimension.Complexity]);
        Fill(response.Severity, score.Dimensions[Dimension.Severity]);
        Fill(response.Effort, score.Dimensions[Dimension.Effort]);
        WriteJobs(in score, policy, response.Jobs);
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

    private static void Fill(DimensionScore part, Core.Scoring.DimensionScore score)
    {
        part.Level = (Level)((int)score.Level + 1); // 0 is LEVEL_UNSPECIFIED
        part.Value = score.Value;
        part.Probabilities[0] = score.Low;
        part.Probabilities[1] = score.Medium;
        part.Probabilities[2] = score.High;
    }

    /// <summary>All six jobs, likeliest first; of equal ones the first of the rubric.</summary>
    private static void WriteJobs(in Score score, RoutingPolicy policy, RepeatedField<JobScore> jobs)
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

        for (int i = 0; i < order.Length; i++)
        {
            jobs[i].Job = order[i].Key();
            jobs[i].Probability = score.Jobs[order[i]];
            jobs[i].Guidance = policy.Guidance(order[i]) ?? "";
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
