using System.Runtime.CompilerServices;

namespace Triage.Core.Scoring;

/// <summary>The weighted mean of the scores of a conversation's turns, as far as it has gone.</summary>
internal struct ConversationBlend
{
    // Powers of two: the mean of a single turn is that turn, to the bit.
    private const float Fading = 1f / 2;
    private const float BriefWeight = 1f / 256;
    private const float FullWeight = 1;

    /// <summary>Sums of criteria, dimensions and jobs; language, wish and answers of the newest turn that has
    /// any.</summary>
    private Score _sum;
    private Workflows _workflows;
    private float _weight;
    private bool _hasFullTurn;

    /// <summary>Adds the next turn.</summary>
    /// <param name="turn">Its score.</param>
    /// <param name="isBrief">Whether it is too brief to say anything.</param>
    public void Add(in Score turn, bool isBrief)
    {
        bool isUnintelligible = (turn.Caveats & Caveats.TextUnintelligible) != Caveats.None;
        bool isFull = !isBrief && !isUnintelligible;
        float weight = isFull ? FullWeight : BriefWeight;
        Caveats lasting = _weight == 0
            ? turn.Caveats
            : ((_sum.Caveats | turn.Caveats) & Caveats.TextTruncated)
                | (_sum.Caveats & turn.Caveats & Caveats.TextUnintelligible);
        for (int c = 0; c < Vocabulary.CriterionCount; c++)
        {
            _sum.Criteria[c] = (_sum.Criteria[c] * Fading) + (turn.Criteria[c] * weight);
        }

        for (int d = 0; d < Vocabulary.DimensionCount; d++)
        {
            _sum.Own[d] = (_sum.Own[d] * Fading) + (turn.Own[d] * weight);
        }

        for (int j = 0; j < Vocabulary.JobCount; j++)
        {
            _sum.Jobs[j] = (_sum.Jobs[j] * Fading) + (turn.Jobs[j] * weight);
        }

        for (int w = 0; w < Vocabulary.WorkflowCount; w++)
        {
            float probability = w == (int)turn.Workflow ? turn.WorkflowProbability : 0;
            _workflows[w] = (_workflows[w] * Fading) + (probability * weight);
        }

        if (isFull || !_hasFullTurn)
        {
            _sum.Language = turn.Language;
        }

        _sum.Answers = turn.Answers;
        _sum.PersonWish = turn.WantsPerson ? turn.PersonWish : _sum.PersonWish;
        _sum.Caveats = lasting;
        _weight = (_weight * Fading) + weight;
        _hasFullTurn |= isFull;
    }

    /// <summary>Writes the mean; the levels are left to the policy.</summary>
    public readonly void Write(ref Score score)
    {
        score = _sum;
        int job = 0;
        for (int j = 0; j < Vocabulary.JobCount; j++)
        {
            score.Jobs[j] = _sum.Jobs[j] / _weight;
            job = _sum.Jobs[j] > _sum.Jobs[job] ? j : job;
        }

        for (int c = 0; c < Vocabulary.CriterionCount; c++)
        {
            score.Criteria[c] = _sum.Criteria[c] / _weight;
        }

        for (int d = 0; d < Vocabulary.DimensionCount; d++)
        {
            score.Own[d] = _sum.Own[d] / _weight;
        }

        int workflow = 0;
        for (int w = 0; w < Vocabulary.WorkflowCount; w++)
        {
            workflow = _workflows[w] > _workflows[workflow] ? w : workflow;
        }

        score.MainJob = (Job)job;
        score.Workflow = (Workflow)workflow;
        score.WorkflowProbability = _workflows[workflow] / _weight;
        score.Caveats |= score.Language == Language.Undetermined ? Caveats.LanguageUnsupported : Caveats.None;
    }

    [InlineArray(Vocabulary.WorkflowCount)]
    private struct Workflows
    {
        private float _first;
    }
}
