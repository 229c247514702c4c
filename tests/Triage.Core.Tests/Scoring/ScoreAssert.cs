using Triage.Core.Scoring;

namespace Triage.Core.Tests.Scoring;

/// <summary>Compares scores bit by bit.</summary>
internal static class ScoreAssert
{
    public static void Equal(in Score expected, in Score actual, string text)
    {
        bool isEqual = expected.MainJob == actual.MainJob && expected.Workflow == actual.Workflow
            && expected.WorkflowProbability.Equals(actual.WorkflowProbability) && expected.Language == actual.Language
            && expected.PersonWish == actual.PersonWish && expected.Caveats == actual.Caveats
            && ((ReadOnlySpan<float>)expected.Criteria).SequenceEqual(actual.Criteria)
            && ((ReadOnlySpan<float>)expected.Jobs).SequenceEqual(actual.Jobs)
            && ((ReadOnlySpan<DimensionScore>)expected.Dimensions).SequenceEqual(actual.Dimensions);
        Assert.True(isEqual, $"scores differ for '{text[..Math.Min(text.Length, 40)]}'");
    }
}
