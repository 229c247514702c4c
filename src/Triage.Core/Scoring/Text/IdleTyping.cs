namespace Triage.Core.Scoring.Text;

/// <summary>Tells words that fingers typed and nobody meant: they say nothing, even where a model has seen
/// them.</summary>
internal static class IdleTyping
{
    /// <summary>Fewest neighbouring keys that make a run; "were" and "pop" are no runs, for they turn back.</summary>
    private const int MinRun = 4;

    // Rows of letters as most keyboards of the Latin script have them.
    private static readonly string[] Rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

    /// <summary>Gets whether a word is a single letter, one letter over and over, or a run along a row of
    /// keys.</summary>
    /// <param name="word">Folded letters, shape [1 to <see cref="Tokenizer.MaxWordLength"/>].</param>
    public static bool Is(ReadOnlySpan<char> word)
    {
        if (!word.ContainsAnyExcept(word[0]))
        {
            return true;
        }

        if (word.Length >= MinRun)
        {
            foreach (string row in Rows)
            {
                if (row.AsSpan().Contains(word, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
