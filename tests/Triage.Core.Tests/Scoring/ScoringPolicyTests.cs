using Triage.Core.Scoring;

namespace Triage.Core.Tests.Scoring;

public sealed class ScoringPolicyTests
{
    [Fact]
    public void Constructor_DimensionsInAnotherOrder_NamesTheWrongOne()
    {
        DimensionPolicy[] swapped =
        [
            Shipped.Policy[Dimension.Severity],
            Shipped.Policy[Dimension.Complexity],
            Shipped.Policy[Dimension.Effort],
        ];
        ArgumentException fault = Assert.Throws<ArgumentException>(() => new ScoringPolicy(swapped));
        Assert.Contains("got severity at 0", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_TwoDimensions_SaysHowMany()
    {
        DimensionPolicy[] two = [Shipped.Policy[Dimension.Complexity], Shipped.Policy[Dimension.Severity]];
        Assert.Contains(
            "got 2", Assert.Throws<ArgumentException>(() => new ScoringPolicy(two)).Message, StringComparison.Ordinal);
    }
}
