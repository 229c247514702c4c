using Triage.Core.Routing;
using Triage.Core.Scoring;
using Triage.Learning.Labels;

namespace Triage.Cli;

/// <summary>Levels as they are printed.</summary>
internal static class LevelText
{
    /// <summary>Gets the three labelled levels as digits, such as 021.</summary>
    public static string Digits(LabelledQuery query) => string.Concat(query.Levels.Select(level => (int)level));

    /// <summary>Gets the three given levels as digits, such as 021.</summary>
    public static string Digits(Score score)
    {
        Cell cell = Cell.Of(in score);
        return $"{(int)cell.Complexity}{(int)cell.Severity}{(int)cell.Effort}";
    }

    /// <summary>Gets the word of a level, as matrices in files write it.</summary>
    public static string Word(Level level) => level switch
    {
        Level.Low => "low",
        Level.Medium => "medium",
        _ => "high",
    };
}
