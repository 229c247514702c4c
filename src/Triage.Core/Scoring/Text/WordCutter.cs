namespace Triage.Core.Scoring.Text;

/// <summary>Cuts a text into the words that an explanation names.</summary>
internal static class WordCutter
{
    /// <summary>Returns the words in text order; they do not overlap.</summary>
    /// <param name="text">The text.</param>
    /// <param name="rows">N-grams that the model knows, in reading order: they tell Chinese and Japanese words.</param>
    public static List<TextSpan> Cut(ReadOnlySpan<char> text, List<RowLog.Entry> rows)
    {
        Dictionary<int, int> longestFrom = [];
        foreach (RowLog.Entry row in rows)
        {
            if (!longestFrom.TryGetValue(row.Start, out int end) || end < row.End)
            {
                longestFrom[row.Start] = row.End;
            }
        }

        List<TextSpan> words = [];
        Tokenizer tokenizer = new(text, 0, text.Length);
        int open = 0;
        while (tokenizer.Next(out Token token))
        {
            if (token.Kind == TokenKind.Break)
            {
                continue;
            }

            bool isCjk = token.Kind == TokenKind.Cjk;
            bool isHangul = isCjk && IsHangul(text[token.Start]);
            if (isHangul && words.Count > 0 && words[^1].End == token.Start && IsHangul(text[token.Start - 1]))
            {
                words[^1] = words[^1] with { End = token.End };
            }
            else if (isCjk && !isHangul && token.Start < open)
            {
                words[^1] = words[^1] with { End = token.End };
            }
            else
            {
                words.Add(new TextSpan(token.Start, token.End));
                open = longestFrom.GetValueOrDefault(token.Start, token.End);
            }
        }

        return words;
    }

    private static bool IsHangul(char unit) => unit is (>= '\uAC00' and <= '\uD7A3') or (>= '\u1100' and <= '\u11FF');
}
