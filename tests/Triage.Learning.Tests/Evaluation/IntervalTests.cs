using Triage.Core.Scoring;
using Triage.Learning.Evaluation;
using Xunit;

namespace Triage.Learning.Tests.Evaluation;

public sealed class IntervalTests
{
    private static readonly (Level Truth, Level Given)[] Pairs =
        [.. Enumerable.Range(0, 200).Select(i => ((Level)(i % 3), (Level)(i % 5 == 0 ? (i + 1) % 3 : i % 3)))];

    [Fact]
    public void Bootstrap_SamePairs_SameInterval() =>
        Assert.Equal(Interval.Bootstrap(Pairs, m => m.Kappa), Interval.Bootstrap(Pairs, m => m.Kappa));

    [Fact]
    public void Bootstrap_ShareOf80In100_IsNearTheNormalInterval()
    {
        // Standard error of a share of 0.8 in 200: 0.0283.
        Interval interval = Interval.Bootstrap(Pairs, m => m.Accuracy);
        Assert.InRange(interval.Low, 0.8 - (2.3 * 0.0283), 0.8 - (1.6 * 0.0283));
        Assert.InRange(interval.High, 0.8 + (1.6 * 0.0283), 0.8 + (2.3 * 0.0283));
    }
}
