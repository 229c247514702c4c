using Triage.Core.Scoring;

namespace Triage.Core.Routing;

/// <summary>Cell of the 3 × 3 × 3 matrix: complexity, severity, effort, row-major, in [0, 27).</summary>
/// <remarks>Written as three letters: <c>LMH</c> is low complexity, medium severity, high effort.</remarks>
public readonly record struct Cell(Level Complexity, Level Severity, Level Effort)
{
    public const int Count = 27;

    private const string Letters = "LMH";

    private static readonly string[] Names = [.. Enumerable.Range(0, Count).Select(i =>
        string.Concat(Letters[i / 9], Letters[i / 3 % 3], Letters[i % 3]))];

    /// <summary>Gets the number of the cell, in [0, 27).</summary>
    public int Index => ((int)Complexity * 9) + ((int)Severity * 3) + (int)Effort;

    /// <summary>Gets the cell with a number.</summary>
    /// <param name="index">In [0, 27).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is out of range.</exception>
    public static Cell At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return new Cell((Level)(index / 9), (Level)(index / 3 % 3), (Level)(index % 3));
    }

    /// <summary>Gets the cell of a score.</summary>
    public static Cell Of(in Score score) =>
        new(score[Dimension.Complexity], score[Dimension.Severity], score[Dimension.Effort]);

    /// <summary>Reads three letters, such as <c>LMH</c>; upper case only, as documents write them.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Cell cell)
    {
        cell = default;
        if (text.Length != 3)
        {
            return false;
        }

        int complexity = Letters.IndexOf(text[0], StringComparison.Ordinal);
        int severity = Letters.IndexOf(text[1], StringComparison.Ordinal);
        int effort = Letters.IndexOf(text[2], StringComparison.Ordinal);
        cell = new Cell((Level)complexity, (Level)severity, (Level)effort);
        return complexity >= 0 && severity >= 0 && effort >= 0;
    }

    /// <summary>Returns the three letters; allocates 0 B.</summary>
    public override string ToString() => Names[Index];
}
