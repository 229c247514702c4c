using Triage.Core.Scoring;
using Triage.Learning.Evaluation;
using Xunit;

namespace Triage.Learning.Tests.Evaluation;

public sealed class ConfusionMatrixTests
{
    [Fact]
    public void Kappa_KnownTable_IsTheValueByHand()
    {
        // Rows 2 1 0, 1 2 1, 0 1 2: observed disagreement 4, expected (by the margins 3, 4, 3) 12.
        ConfusionMatrix matrix = Of("00 00 01 10 11 11 12 21 22 22");
        Assert.Equal(1 - (4 / 12.0), matrix.Kappa, 12);
        Assert.Equal(0.6, matrix.Accuracy, 12);
    }

    [Theory]
    [InlineData("00 11 22", 1)]
    [InlineData("02 11 20", -1)]
    [InlineData("00 02 20 22", 0)]
    public void Kappa_AgreementOppositionChance_OneMinusOneZero(string pairs, double expected) =>
        Assert.Equal(expected, Of(pairs).Kappa, 12);

    [Fact]
    public void Kappa_OneCellOnly_IsOne() => Assert.Equal(1, Of("11 11").Kappa);

    private static ConfusionMatrix Of(string pairs)
    {
        ConfusionMatrix matrix = new();
        foreach (string pair in pairs.Split(' '))
        {
            matrix.Add((Level)(pair[0] - '0'), (Level)(pair[1] - '0'));
        }

        return matrix;
    }
}
