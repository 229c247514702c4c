using Triage.Core.Scoring;
using Triage.V1;
using DimensionScore = Triage.V1.DimensionScore;

namespace Triage.Server.Decisions;

/// <summary>The answer that a thread has written last: those parts of it that every answer has serve the next
/// one.</summary>
/// <remarks>PERF: 0.6 kB an answer. Answers that do not come back, as those of a batch, are left to the
/// collector.</remarks>
internal static class SpareAnswer
{
    [ThreadStatic]
    private static TriageResponse? _spare;

    /// <summary>Keeps an answer that nobody looks at again.</summary>
    public static void Keep(TriageResponse answer) => _spare = answer;

    /// <summary>Gives an answer its scores of dimensions and its six jobs; what another last said is still in
    /// them.</summary>
    public static void MoveParts(TriageResponse answer)
    {
        TriageResponse? spare = _spare;
        _spare = null;
        if (spare?.Jobs.Count == Vocabulary.JobCount)
        {
            answer.Complexity = spare.Complexity;
            answer.Severity = spare.Severity;
            answer.Effort = spare.Effort;
            answer.Jobs.AddRange(spare.Jobs);
            spare.Jobs.Clear(); // it lends them once, even if it is kept again
            return;
        }

        answer.Complexity = NewDimension();
        answer.Severity = NewDimension();
        answer.Effort = NewDimension();
        answer.Jobs.AddRange(Vocabulary.Jobs.Select(_ => new JobScore()));
    }

    private static DimensionScore NewDimension() => new() { Probabilities = { 0, 0, 0 } };
}
