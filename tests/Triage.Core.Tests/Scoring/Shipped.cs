using Triage.Core.Scoring;

namespace Triage.Core.Tests.Scoring;

/// <summary>The model that the product ships with, and its policy.</summary>
internal static class Shipped
{
    public static Scorer Scorer { get; } = new(Model.Embedded);

    public static ScoringPolicy Policy => Model.Embedded.DefaultPolicy;

    public static Score Score(string text, Answers answers = default)
    {
        Scorer.Score(text, answers, Policy, out Score score);
        return score;
    }
}
