namespace Triage.Core.Scoring.Text;

/// <summary>Keys of the characters inside a word: 3- to 5-grams of the word between two marks.</summary>
internal static class InsideKeys
{
    public const int MinLength = 3;
    public const int MaxLength = 5;

    /// <summary>Most keys that one word can have.</summary>
    public const int MaxCount = (Tokenizer.MaxWordLength + 2) * (MaxLength - MinLength + 1);

    /// <summary>Shortest prefix of a word that the lexicon may name.</summary>
    public const int MinPrefix = 3;

    private const char Mark = '\u0002';

    /// <summary>Writes the keys of a word's n-grams.</summary>
    /// <param name="word">Folded characters, at most <see cref="Tokenizer.MaxWordLength"/>.</param>
    /// <param name="keys">Destination of <see cref="MaxCount"/> keys.</param>
    /// <returns>How many were written.</returns>
    public static int Write(ReadOnlySpan<char> word, Span<ulong> keys)
    {
        int count = 0;
        int last = word.Length + 1;
        for (int start = 0; start <= last; start++)
        {
            ulong hash = Hashing.Seed;
            for (int at = start; at <= last && at < start + MaxLength; at++)
            {
                hash = Hashing.Add(hash, at == 0 || at == last ? Mark : word[at - 1]);
                if (at - start + 1 >= MinLength)
                {
                    keys[count++] = Hashing.Salted(Hashing.InsideSalt, hash);
                }
            }
        }

        return count;
    }
}
