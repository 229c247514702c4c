using Triage.Core.Scoring;

namespace Triage.Core.Tests.Scoring;

public sealed class IntelligibilityTests
{
    [Theory]
    [InlineData("x")]
    [InlineData("aaaa")]
    [InlineData("AAAAAAAA!!!")]
    [InlineData("aaa bbb ccc")]
    [InlineData("asdf qwer zxcv")]
    [InlineData("asdfghjkl")]
    [InlineData("qwerty")]
    [InlineData("ａｓｄｆ")]
    [InlineData("dskjfh sdkjfh")]
    [InlineData("blorf snarg")]
    [InlineData("...")]
    [InlineData("?")]
    public void Score_Gibberish_IsUnintelligible(string text) => Assert.True(IsUnintelligible(text));

    [Theory]
    [InlineData("hi")]
    [InlineData("ok")]
    [InlineData("refund?")]
    [InlineData("I want a refund")]
    [InlineData("plan a or b?")]
    [InlineData("we were there")]
    [InlineData("order 12345")]
    [InlineData("네")]
    [InlineData("환불?")]
    [InlineData("ㅇㅇ")]
    [InlineData("はい")]
    [InlineData("返金")]
    [InlineData("是")]
    [InlineData("退款")]
    [InlineData("sí")]
    [InlineData("gracias")]
    [InlineData("¿y mi pedido?")]
    [InlineData("oui")]
    [InlineData("merci")]
    [InlineData("ja")]
    [InlineData("Das ist nichts wert")]
    [InlineData("não")]
    [InlineData("e o meu pedido?")]
    public void Score_ShortAndMeaningful_IsIntelligible(string text) => Assert.False(IsUnintelligible(text));

    private static bool IsUnintelligible(string text) =>
        Shipped.Score(text).Caveats.HasFlag(Caveats.TextUnintelligible);
}
