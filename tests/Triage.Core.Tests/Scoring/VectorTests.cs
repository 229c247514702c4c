using FsCheck;
using FsCheck.Fluent;
using Triage.Core.Scoring;

namespace Triage.Core.Tests.Scoring;

public sealed class VectorTests
{
    private static readonly Scorer WithoutVectors = new(Model.Embedded, useVectors: false);

    [Fact]
    public void Score_WithoutVectors_BitEqualOnSamplesAndHostileTexts()
    {
        foreach (string text in Texts.Sample.Concat(Texts.Hostile.Values))
        {
            AssertBitEqual(text);
        }
    }

    [Fact]
    public void Score_WithoutVectors_BitEqualOnAnyText() =>
        Prop.ForAll<string>(text => AssertBitEqual(text ?? "")).QuickCheckThrowOnFailure();

    [Fact]
    public void Score_TenThousandTimes_BitEqual()
    {
        foreach (string text in Texts.Sample)
        {
            Score first = Shipped.Score(text);
            for (int i = 0; i < 10_000; i++)
            {
                ScoreAssert.Equal(in first, Shipped.Score(text), text);
            }
        }
    }

    private static void AssertBitEqual(string text)
    {
        WithoutVectors.Score(text, Answers.None, Shipped.Policy, out Score scalar);
        ScoreAssert.Equal(in scalar, Shipped.Score(text), text);
    }
}
