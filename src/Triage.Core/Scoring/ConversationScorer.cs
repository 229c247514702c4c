namespace Triage.Core.Scoring;

/// <summary>Scores a conversation by what the customer said in it, turn by turn.</summary>
/// <param name="scorer">Scores a turn.</param>
/// <remarks>
/// Criteria, dimensions and jobs are means over the turns, weighted so that a turn counts half as much as the one after
/// it; turns too brief to say anything ("yes, please") count next to nothing. Once a turn speaks of safety or fraud,
/// severity keeps the highest value that it has reached since, unless the caller answers that criterion otherwise.
/// </remarks>
public sealed class ConversationScorer(Scorer scorer)
{
    /// <summary>Inferred answer on brand and safety from which a turn counts as a statement about safety or
    /// fraud.</summary>
    private const float Alarming = 1.5f;

    private const int BriefTokens = 3;

    /// <summary>Scores a conversation.</summary>
    /// <param name="turns">The customer's turns, oldest first, at least one.</param>
    /// <param name="answers">What the caller knows.</param>
    /// <param name="policy">Weights, cut points and decisive marks.</param>
    /// <param name="score">The score; of a single turn that of <see cref="Scorer"/>.</param>
    /// <param name="wishTurn">Index of the turn that <see cref="Score.PersonWish"/> stands in; 0 when nobody
    /// asks.</param>
    /// <exception cref="ArgumentException">There is no turn.</exception>
    /// <remarks>Allocates 0 B. Takes as long as scoring each turn.</remarks>
    public void Score(
        ReadOnlySpan<string> turns, in Answers answers, ScoringPolicy policy, out Score score, out int wishTurn)
    {
        if (turns.IsEmpty)
        {
            throw new ArgumentException("expected at least one turn, got none", nameof(turns));
        }

        bool isDenied = answers.TryGet(Criterion.BrandOrSafety, out Level answer) && answer < Level.High;
        bool isAlarmed = false;
        ConversationBlend blend = default;
        Score worst = default;
        score = default;
        wishTurn = 0;
        for (int i = 0; i < turns.Length; i++)
        {
            scorer.Score(turns[i], in answers, policy, out Score turn, out Reading reading);
            blend.Add(in turn, reading.Tokens < BriefTokens);
            blend.Write(ref score);
            policy.SetLevels(ref score);
            wishTurn = turn.WantsPerson ? i : wishTurn;
            if (!isDenied && turn.Criteria[Criterion.BrandOrSafety] >= Alarming)
            {
                worst = isAlarmed ? Worse(in worst, in turn) : turn;
                isAlarmed = true;
            }

            worst = isAlarmed ? Worse(in worst, in score) : worst;
        }

        if (isAlarmed)
        {
            KeepSeverity(in worst, ref score);
            policy.SetLevels(ref score);
        }
    }

    private static Score Worse(in Score one, in Score other) =>
        other.Dimensions[Dimension.Severity].Value > one.Dimensions[Dimension.Severity].Value ? other : one;

    /// <summary>Takes over what severity comes from, so that it can be worked out again with further answers.</summary>
    private static void KeepSeverity(in Score worst, ref Score score)
    {
        int first = (int)DimensionPolicy.FirstCriterion(Dimension.Severity);
        for (int c = first; c < first + DimensionPolicy.CriteriaOf(Dimension.Severity); c++)
        {
            score.Criteria[c] = worst.Criteria[c];
        }

        score.Own[(int)Dimension.Severity] = worst.Own[(int)Dimension.Severity];
    }
}
