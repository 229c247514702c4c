using Triage.Core.Scoring;

namespace Triage.Core.Tests.Scoring;

public sealed class PersonWishTests
{
    [Theory]
    [InlineData("I want to talk to a human", "talk to a human")]
    [InlineData("Please let me speak to a real person", "speak to a real person")]
    [InlineData("상담원 연결해 주세요", "상담원 연결")]
    [InlineData("オペレーターと話したいです", "オペレーターと話したい")]
    [InlineData("我要转人工", "转人工")]
    [InlineData("我要轉人工", "轉人工")]
    [InlineData("Quiero hablar con una persona", "hablar con una persona")]
    [InlineData("Je veux parler à un conseiller", "parler à un conseiller")]
    [InlineData("Ich möchte mit einem Menschen sprechen", "mit einem Menschen sprechen")]
    [InlineData("Quero falar com um atendente", "falar com um atendente")]
    public void Score_PlainWish_NamesTheWordsThatSaidSo(string text, string words)
    {
        Score score = Shipped.Score(text);
        Assert.True(score.WantsPerson);
        string named = text[score.PersonWish.Start..score.PersonWish.End];
        Assert.True(
            named.Contains(words, StringComparison.Ordinal) || words.Contains(named, StringComparison.Ordinal), named);
    }

    [Theory]
    [InlineData("Where can I find my invoice?")]
    [InlineData("I spoke to a person yesterday and it was sorted, thanks")]
    [InlineData("Is the human resources form online?")]
    [InlineData("hi")]
    [InlineData("thanks")]
    [InlineData("12345")]
    [InlineData("billing")]
    [InlineData("hola")]
    [InlineData("안녕하세요")]
    [InlineData("배송 언제 오나요?")]
    [InlineData("请问什么时候发货")]
    public void Score_NoWish_SaysSo(string text) => Assert.False(Shipped.Score(text).WantsPerson);

    /// <summary>Each written by another hand than the phrases and the training lines, half or more of the wishes in
    /// roundabout words.</summary>
    [Theory]
    [InlineData("wants-person.tsv")]
    [InlineData("wants-person-2.tsv")]
    public void Score_UnseenLinesInEightLanguages_FindsMostWishes(string file)
    {
        const double leastFound = 0.8, mostFalse = 0.25;
        IReadOnlyList<string[]> lines = TestData.Lines(file);
        double found = Share(lines.Where(fields => fields[1] == "1"));
        double falselyFound = Share(lines.Where(fields => fields[1] == "0"));
        Assert.True(found >= leastFound, $"found {found:P0} of the wishes, expected {leastFound:P0}");
        Assert.True(falselyFound <= mostFalse, $"{falselyFound:P0} of the hard negatives, expected {mostFalse:P0}");
    }

    private static double Share(IEnumerable<string[]> lines) =>
        lines.Average(fields => Shipped.Score(fields[0]).WantsPerson ? 1.0 : 0);
}
