using FsCheck;
using FsCheck.Fluent;
using Triage.Core.Scoring;

namespace Triage.Core.Tests.Scoring;

public sealed class ExplicitAnswersTests
{
    private const float Rounding = 1e-5f;

    private static readonly Gen<Criterion> AnyCriterion = Gen.Elements(Enum.GetValues<Criterion>());

    /// <summary>Answers in two bits each: 0 is unanswered.</summary>
    private static readonly Gen<int> AnyAnswers = Gen.Choose(0, (1 << 24) - 1);

    private static readonly Gen<string> AnyText = Gen.OneOf(
        ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""),
        Gen.Elements(Texts.Sample.ToArray()),
        Gen.Elements(Texts.Sample.ToArray())
            .Zip(ArbMap.Default.GeneratorFor<string>(), (sample, text) => sample + text));

    [Fact]
    public void Score_AnswerRaised_LevelOfItsDimensionNeverFalls()
    {
        Gen<(string, int, Criterion)> cases = AnyText.Zip(AnyAnswers, (text, bits) => (text, bits))
            .Zip(AnyCriterion, (pair, criterion) => (pair.text, pair.bits, criterion));
        Prop.ForAll(cases.ToArbitrary(), example =>
        {
            (string text, int bits, Criterion criterion) = example;
            Answers others = AnswersOf(bits);
            Dimension dimension = criterion.Dimension();
            Level low = Shipped.Score(text, others.With(criterion, Level.Low))[dimension];
            Level medium = Shipped.Score(text, others.With(criterion, Level.Medium))[dimension];
            Level high = Shipped.Score(text, others.With(criterion, Level.High))[dimension];
            return low <= medium && medium <= high;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void Score_FirstAnswerIsTwo_ValueOfItsDimensionNeverFalls_AndWithZeroNeverRises()
    {
        Gen<(string, int, Criterion)> cases = AnyText.Zip(AnyAnswers, (text, bits) => (text, bits))
            .Zip(AnyCriterion, (pair, criterion) => (pair.text, pair.bits, criterion));
        Prop.ForAll(cases.ToArbitrary(), example =>
        {
            (string text, int bits, Criterion criterion) = example;
            Answers others = AnswersOf(bits & ~(3 << ((int)criterion * 2)));
            float low = Shipped.Score(text, others.With(criterion, Level.Low)).Dimensions[criterion.Dimension()].Value;
            float inferred = Shipped.Score(text, others).Dimensions[criterion.Dimension()].Value;
            float high =
                Shipped.Score(text, others.With(criterion, Level.High)).Dimensions[criterion.Dimension()].Value;
            return low <= inferred + Rounding && inferred <= high + Rounding;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void Score_AnswerOfOneDimension_OtherDimensionsStay()
    {
        Prop.ForAll(AnyText.Zip(AnyCriterion, (text, criterion) => (text, criterion)).ToArbitrary(), example =>
        {
            Score without = Shipped.Score(example.text);
            Score with = Shipped.Score(example.text, Answers.None.With(example.criterion, Level.High));
            return Enum.GetValues<Dimension>()
                .Where(dimension => dimension != example.criterion.Dimension())
                .All(dimension => without.Dimensions[dimension] == with.Dimensions[dimension]);
        }).QuickCheckThrowOnFailure();
    }

    private static Answers AnswersOf(int bits)
    {
        Answers answers = Answers.None;
        foreach (Criterion criterion in Enum.GetValues<Criterion>())
        {
            int code = (bits >> ((int)criterion * 2)) & 3;
            answers = code == 0 ? answers : answers.With(criterion, (Level)(code - 1));
        }

        return answers;
    }
}
