using Triage.Core.Scoring;

namespace Triage.Core.Tests.Scoring;

/// <summary>Smoke, fire, gas, injury, fraud, identity theft, medical need: lines that the model has never
/// seen.</summary>
public sealed class SafetyTests
{
    /// <summary>Share of safety lines that may be scored low in severity.</summary>
    private const double MostLow = 0.03;

    [Fact]
    public void Score_SafetyLinesInEightLanguages_AtMostThreePercentAreLowInSeverity()
    {
        IReadOnlyList<string[]> lines = TestData.Lines("safety.tsv");
        string[] low = [.. lines.Select(fields => fields[0])
            .Where(text => Shipped.Score(text)[Dimension.Severity] == Level.Low)];
        Assert.Equal(400, lines.Count);
        Assert.True(low.Length <= MostLow * lines.Count, $"{low.Length} scored low: {string.Join(" | ", low)}");
    }
}
