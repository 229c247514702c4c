using Triage.Core.Scoring;
using Triage.V1;
using DimensionScore = Triage.V1.DimensionScore;

namespace Triage.Server.Decisions;

/// <summary>Those parts that every answer has, each field of them its own: made once, filled for one answer after
/// the other.</summary>
/// <remarks>PERF: 0.6 kB an answer. Parts that do not come back, as those of a batch, are left to the
/// collector.</remarks>
internal sealed class ScoreParts
{
    [ThreadStatic]
    private static ScoreParts? _spare;

    private ScoreParts()
    {
    }

    public DimensionScore Complexity { get; } = NewDimension();

    public DimensionScore Severity { get; } = NewDimension();

    public DimensionScore Effort { get; } = NewDimension();

    public JobScore[] Jobs { get; } = [.. Vocabulary.Jobs.Select(_ => new JobScore())];

    /// <summary>Takes parts that no answer holds; what they last said is still in them.</summary>
    public static ScoreParts Take()
    {
        ScoreParts parts = _spare ?? new ScoreParts();
        _spare = null;
        return parts;
    }

    /// <summary>Gives the parts back: their answer is not looked at again.</summary>
    public void Return() => _spare = this;

    private static DimensionScore NewDimension() => new() { Probabilities = { 0, 0, 0 } };
}
