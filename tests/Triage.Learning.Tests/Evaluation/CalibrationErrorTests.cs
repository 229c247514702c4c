using Triage.Learning.Evaluation;
using Xunit;

namespace Triage.Learning.Tests.Evaluation;

public sealed class CalibrationErrorTests
{
    [Fact]
    public void Value_HonestProbabilities_IsZero()
    {
        CalibrationError error = new();
        for (int i = 0; i < 4; i++)
        {
            error.Add(0.75, isRight: i > 0);
        }

        Assert.Equal(0, error.Value, 12);
    }

    [Fact]
    public void Value_TwoBins_WeightedBySize()
    {
        CalibrationError error = new();
        error.Add(0.95, isRight: false);
        error.Add(0.55, isRight: true);
        error.Add(0.55, isRight: true);
        error.Add(0.55, isRight: true);
        Assert.Equal((0.95 + (3 * 0.45)) / 4, error.Value, 12);
    }

    [Fact]
    public void Value_ProbabilityOne_FallsIntoTheLastBin()
    {
        CalibrationError error = new();
        error.Add(1, isRight: true);
        error.Add(0.9, isRight: true);
        Assert.Equal(0.05, error.Value, 12);
    }

    [Fact]
    public void Value_Nothing_IsZero() => Assert.Equal(0, new CalibrationError().Value);
}
