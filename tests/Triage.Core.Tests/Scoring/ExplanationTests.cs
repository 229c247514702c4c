using Triage.Core.Scoring;

namespace Triage.Core.Tests.Scoring;

public sealed class ExplanationTests
{
    private const float Rounding = 1e-3f;

    /// <summary>Every twentieth line by default, every line in the long run.</summary>
    private static readonly int Step = Environment.GetEnvironmentVariable("TRIAGE_LONG") == "1" ? 1 : 20;

    private static readonly Dimension[] Dimensions = Enum.GetValues<Dimension>();

    [Fact]
    public void Explain_CorpusLines_ContributionsAddUpToTheLatentValue()
    {
        foreach (string text in TestData.CorpusTexts(Step).Concat(Texts.Sample))
        {
            Score score = Shipped.Score(text);
            Explanation explanation = Explain(text);
            foreach (DimensionExplanation dimension in explanation.Dimensions)
            {
                float sum = dimension.Bias + dimension.FromAnswers + dimension.FromSurface
                    + dimension.Words.Sum(word => word.Contribution);
                Assert.Equal(dimension.Latent, sum, Rounding);
                Assert.Equal(score.Dimensions[dimension.Dimension].Value, dimension.Latent, Rounding);
            }
        }
    }

    [Fact]
    public void Explain_WithExplicitAnswers_ContributionsStillAddUp()
    {
        Answers answers = Answers.None.With(Criterion.Urgency, Level.High).With(Criterion.WorkRequired, Level.Medium);
        foreach (string text in Texts.Sample)
        {
            Score score = Shipped.Score(text, answers);
            foreach (DimensionExplanation dimension in Shipped.Scorer.Explain(text, answers, Shipped.Policy).Dimensions)
            {
                float sum = dimension.Bias + dimension.FromAnswers + dimension.FromSurface
                    + dimension.Words.Sum(word => word.Contribution);
                Assert.Equal(dimension.Latent, sum, Rounding);
                Assert.True(score.Dimensions[dimension.Dimension].Value >= dimension.Latent - Rounding);
            }
        }
    }

    [Fact]
    public void Explain_TakingTheStrongestWordOut_LowersWhatItRaised()
    {
        const double leastShare = 0.97;
        int raised = 0;
        int lowered = 0;
        foreach (string text in TestData.CorpusTexts(Step))
        {
            Explanation explanation = Explain(text);
            foreach (Dimension dimension in Dimensions)
            {
                WordContribution strongest = explanation[dimension].Words.FirstOrDefault(word => word.Contribution > 0);
                if (strongest.Span.IsEmpty)
                {
                    continue;
                }

                raised++;
                string without = string.Concat(text.AsSpan(0, strongest.Span.Start), text.AsSpan(strongest.Span.End));
                float after = Shipped.Score(without).Dimensions[dimension].Value;
                lowered += after < explanation[dimension].Latent ? 1 : 0;
            }
        }

        Assert.True(raised > 0);
        Assert.True(lowered >= leastShare * raised, $"lowered {lowered} of {raised}");
    }

    [Theory]
    [InlineData("The REFUND never arrived 😡 since Monday", "REFUND")]
    [InlineData("the cafe\u0301 overcharged me", "cafe\u0301")]
    [InlineData("ＲＥＦＵＮＤ me now", "ＲＥＦＵＮＤ")]
    [InlineData("𝐫𝐞𝐟𝐮𝐧𝐝 please", "𝐫𝐞𝐟𝐮𝐧𝐝")]
    [InlineData("👨‍👩‍👧 the delivery is late", "delivery")]
    [InlineData("환불이 안 돼요 정말", "환불이")]
    public void Explain_FoldedText_NamesWholeWordsOfTheOriginal(string text, string word)
    {
        IEnumerable<string> words = Explain(text).Dimensions.SelectMany(dimension => dimension.Words)
            .Select(contribution => text[contribution.Span.Start..contribution.Span.End]);
        Assert.Contains(word, words);
    }

    [Fact]
    public void Explain_SpacedScripts_WordsBeginAndEndAtWordBoundaries()
    {
        foreach (string text in TestData.CorpusTexts(Step).Where(text => text.All(unit => unit < 0x250)))
        {
            foreach (TextSpan span in Explain(text)[Dimension.Severity].Words.Select(word => word.Span))
            {
                string word = text[span.Start..span.End];
                bool isWord = word.All(char.IsAsciiLetter);
                Assert.False(isWord && span.Length < 32 && span.End < text.Length && char.IsAsciiLetter(text[span.End])
                    && !text[..span.Start].Split(' ')[^1].Contains('#', StringComparison.Ordinal), $"{word} in {text}");
            }
        }
    }

    private static Explanation Explain(string text) => Shipped.Scorer.Explain(text, Answers.None, Shipped.Policy);
}
