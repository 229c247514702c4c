using Triage.Core.Scoring.Text;

namespace Triage.Learning.Lexicon;

/// <summary>An expression of the lexicon.</summary>
/// <param name="Tokens">Its tokens.</param>
/// <param name="IsPrefix">Whether its last word is a prefix.</param>
/// <param name="Concept">Number of its concept.</param>
internal sealed record Expression(TokenList Tokens, bool IsPrefix, int Concept)
{
    /// <summary>Reads an expression as files write it: <c>*</c> at its end marks a prefix.</summary>
    /// <returns><see langword="null"/> when it has no token or more than
    /// <see cref="ConceptLexicon.MaxTokens"/>.</returns>
    public static Expression? Parse(string text, int concept)
    {
        bool isPrefix = text.EndsWith('*');
        TokenList tokens = TokenList.Of(isPrefix ? text[..^1] : text).WithoutBreaks();
        return tokens.Count is 0 or > ConceptLexicon.MaxTokens
            ? null
            : new Expression(tokens, isPrefix && tokens[^1].Kind == TokenKind.Word, concept);
    }

    /// <summary>Key of the whole: of the token sequence, or of the sequence before and the prefix.</summary>
    public ulong Key => IsPrefix
        ? ConceptLexicon.PrefixKey(SequenceKey(0, Tokens.Count - 1), Tokens.Word(Tokens.Count - 1))
        : SequenceKey(0, Tokens.Count);

    /// <summary>Key of the tokens from start to end (exclusive); 0 when there are none.</summary>
    public ulong SequenceKey(int start, int end)
    {
        ulong key = 0;
        for (int i = start; i < end; i++)
        {
            key = key == 0 ? Tokens[i].Hash : Hashing.Then(key, Tokens[i].Hash);
        }

        return key;
    }

    /// <summary>Tells whether a proper part of the expression carries the same concept.</summary>
    public bool HasPart(ConceptLexicon lexicon)
    {
        for (int start = 0; start < Tokens.Count; start++)
        {
            for (int end = start + 1; end <= Tokens.Count; end++)
            {
                bool isWhole = start == 0 && end == Tokens.Count;
                bool endsInPrefix = IsPrefix && end == Tokens.Count;
                if (!isWhole && !endsInPrefix && lexicon.TryGet(SequenceKey(start, end), out List<int>? concepts)
                    && concepts!.Contains(Concept))
                {
                    return true;
                }

                if (!isWhole && end - start == 1 && HasPrefixOf(lexicon, end - 1))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool HasPrefixOf(ConceptLexicon lexicon, int index)
    {
        string word = Tokens.Word(index);
        for (int length = InsideKeys.MinPrefix; length <= word.Length; length++)
        {
            if (lexicon.TryGetPrefix(ConceptLexicon.PrefixKey(0, word.AsSpan(0, length)), out List<int>? concepts)
                && concepts!.Contains(Concept))
            {
                return true;
            }
        }

        return false;
    }
}
