namespace Triage.Core.Tests.Scoring;

/// <summary>What the contract says of characters that nobody sees.</summary>
public sealed class ControlCharacterTests
{
    [Theory]
    [InlineData('\0')]
    [InlineData('\u0007')]
    [InlineData('\u001b')]
    [InlineData('\u007f')]
    [InlineData('\u0085')]
    public void Score_ControlCharacter_CountsAsASpace(char control)
    {
        string text = $"my card{control}was stolen{control}{control}today";

        ScoreAssert.Equal(Shipped.Score(text.Replace(control, ' ')), Shipped.Score(text), text);
    }

    [Theory]
    [InlineData('\u200b')]
    [InlineData('\u200e')]
    [InlineData('\u202e')]
    [InlineData('\ufeff')]
    public void Score_InvisibleMark_IsPassedOver(char mark)
    {
        string text = $"my ca{mark}rd was {mark}stolen";

        ScoreAssert.Equal(Shipped.Score("my card was stolen"), Shipped.Score(text), text);
    }
}
