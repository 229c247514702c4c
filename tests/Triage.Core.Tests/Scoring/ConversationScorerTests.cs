using FsCheck;
using FsCheck.Fluent;
using Triage.Core.Scoring;

namespace Triage.Core.Tests.Scoring;

public sealed class ConversationScorerTests
{
    private const string Smoke = "My phone caught fire and burned my hand";
    private const string Fraud = "Someone used my card without my permission, this is fraud";
    private const string Mild = "By the way, what are your opening hours on Saturday?";

    private static readonly ConversationScorer Scorer = new(Shipped.Scorer);

    private static Arbitrary<string[]> Conversations =>
        Gen.Elements(Texts.Sample.Concat([Fraud, Mild, "yes", "ok thanks", "12345", ""])).NonEmptyListOf()
            .Select(turns => turns.ToArray()).ToArbitrary();

    [Fact]
    public void Score_OneTurn_IsTheScoreOfItsText()
    {
        foreach (string text in Texts.Sample)
        {
            Score expected = Shipped.Score(text);
            Score actual = Score([text]);
            Assert.Equal<float>(expected.Criteria, actual.Criteria);
            Assert.Equal<float>(expected.Jobs, actual.Jobs);
            Assert.Equal<DimensionScore>(expected.Dimensions, actual.Dimensions);
            Assert.Equal(
                (
                    expected.MainJob,
                    expected.Workflow,
                    expected.WorkflowProbability,
                    expected.Language,
                    expected.PersonWish,
                    expected.Caveats),
                (
                    actual.MainJob,
                    actual.Workflow,
                    actual.WorkflowProbability,
                    actual.Language,
                    actual.PersonWish,
                    actual.Caveats));
        }
    }

    [Fact]
    public void Score_AnyConversation_TheNewestTurnWeighsMost() =>
        Prop.ForAll(Conversations, turns =>
        {
            // A full turn moves the mean further as the newest than one place before.
            float[] newest = Criteria([.. turns, Mild, Smoke], Alarmless);
            float[] before = Criteria([.. turns, Smoke, Mild], Alarmless);
            float[] smoke = Criteria([Smoke], Alarmless);
            float[] mild = Criteria([Mild], Alarmless);
            return Enumerable.Range(0, smoke.Length).All(c =>
                Math.Abs(smoke[c] - mild[c]) < 1e-3f || (newest[c] > before[c]) == (smoke[c] > mild[c]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Score_AnyConversation_MeansStayBetweenTheTurns() =>
        Prop.ForAll(Conversations, turns =>
        {
            float[][] each = [.. turns.Select(turn => Criteria([turn]))];
            float[] all = Criteria(turns, Alarmless);
            return Enumerable.Range(0, all.Length).All(c =>
                all[c] >= each.Min(turn => turn[c]) - 1e-4f && all[c] <= each.Max(turn => turn[c]) + 1e-4f);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Score_SafetyOrFraudWasStated_SeverityNeverFalls() =>
        Prop.ForAll(Conversations, Gen.Elements(Smoke, Fraud).ToArbitrary(), Conversations, (before, alarm, after) =>
        {
            string[] turns = [.. before, alarm, .. after];
            DimensionScore last = default;
            for (int count = before.Length + 1; count <= turns.Length; count++)
            {
                DimensionScore severity = Score(turns.AsSpan(0, count)).Dimensions[Dimension.Severity];
                if (severity.Level < Level.High || severity.Level < last.Level || severity.Value < last.Value)
                {
                    return false;
                }

                last = severity;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Score_CallerAnswersThatNobodyIsInDanger_SeverityMayFall()
    {
        string[] turns = [Smoke, Mild, Mild, Mild];
        Assert.Equal(Level.High, Score(turns)[Dimension.Severity]);
        Assert.True(Score(turns, Alarmless)[Dimension.Severity] < Level.High);
    }

    [Fact]
    public void Score_NoAlarm_SeverityFallsWhenTheCustomerCalmsDown()
    {
        const string angry = "I have been waiting for my refund for weeks and I am really annoyed!!";
        float before = Score([angry]).Dimensions[Dimension.Severity].Value;
        Assert.True(Score([angry, Mild, Mild]).Dimensions[Dimension.Severity].Value < before);
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("ok thanks")]
    [InlineData("qzx")]
    public void Score_BriefTurns_HardlyMoveAnything(string brief)
    {
        const string query = "Mein Internet ist seit drei Tagen komplett ausgefallen!!";
        Score alone = Score([query]);
        Score after = Score([query, brief]);
        Score around = Score([brief, query]);
        Assert.Equal(alone.Language, after.Language);
        foreach (Dimension dimension in Enum.GetValues<Dimension>())
        {
            Assert.Equal(alone.Dimensions[dimension].Value, after.Dimensions[dimension].Value, 0.05f);
            Assert.Equal(alone.Dimensions[dimension].Value, around.Dimensions[dimension].Value, 0.05f);
        }
    }

    [Fact]
    public void Score_WishForAPersonInAnEarlierTurn_StandsAndSaysWhere()
    {
        string[] turns = ["hello there", "I want to speak to a real person, not a bot", "my order number is 12345"];
        Scorer.Score(turns, Answers.None, Shipped.Policy, out Score score, out int wishTurn);
        Assert.True(score.WantsPerson);
        Assert.Equal(1, wishTurn);
        Assert.Contains(
            "person", turns[wishTurn][score.PersonWish.Start..score.PersonWish.End], StringComparison.Ordinal);
    }

    [Fact]
    public void Score_SameConversation_SameBits() =>
        Prop.ForAll(Conversations, turns => Criteria(turns).SequenceEqual(Criteria(turns))).QuickCheckThrowOnFailure();

    [Fact]
    public void Score_FiftyTurns_AllocatesNothing()
    {
        string[] turns = [.. Enumerable.Range(0, 50).Select(i => Texts.Sample[i % Texts.Sample.Count])];
        Assert.Equal(0, Allocations.Of(() => Scorer.Score(turns, Answers.None, Shipped.Policy, out _, out _)));
    }

    [Fact]
    public void Score_NoTurn_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Score([]));

    private static Answers Alarmless => Answers.None.With(Criterion.BrandOrSafety, Level.Low);

    private static Score Score(ReadOnlySpan<string> turns, Answers answers = default)
    {
        Scorer.Score(turns, in answers, Shipped.Policy, out Score score, out _);
        return score;
    }

    private static float[] Criteria(ReadOnlySpan<string> turns, Answers answers = default)
    {
        Score score = Score(turns, answers);
        return ((ReadOnlySpan<float>)score.Criteria).ToArray();
    }
}
