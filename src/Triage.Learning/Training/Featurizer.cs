using Triage.Core.Scoring.Text;
using Triage.Learning.Lexicon;

namespace Triage.Learning.Training;

/// <summary>Cuts a text into all features that training may give a weight to.</summary>
/// <param name="lexicon">Concepts of expressions.</param>
/// <param name="frequentWords">Words that speak for themselves: their characters are no features.</param>
internal sealed class Featurizer(ConceptLexicon lexicon, IReadOnlySet<ulong> frequentWords)
{
    private readonly ulong[] _inside = new ulong[InsideKeys.MaxCount];

    /// <summary>Calls <paramref name="add"/> with the key and kind of each feature of a text, in its order.</summary>
    /// <returns>How many tokens the text has, breaks not counted.</returns>
    public int Cut(string text, Action<ulong, FeatureKind> add)
    {
        TokenList tokens = TokenList.Of(text);
        int count = 0;
        for (int i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind == TokenKind.Break)
            {
                continue;
            }

            if (count++ == 0)
            {
                add(Hashing.Salted(Hashing.FirstSalt, tokens[i].Hash), FeatureKind.Surface);
            }

            CutFrom(tokens, i, add);
        }

        Span<ulong> surface = stackalloc ulong[SurfaceFeatures.MaxCount];
        int traits = SurfaceFeatures.Write(tokens.Surface, surface);
        foreach (ulong key in surface[..traits])
        {
            add(key, FeatureKind.Surface);
        }

        return count;
    }

    /// <summary>Gives the features of the sequences that start at a token.</summary>
    private void CutFrom(TokenList tokens, int start, Action<ulong, FeatureKind> add)
    {
        ulong sequence = 0;
        for (int end = start; end < tokens.Count && end < start + ConceptLexicon.MaxTokens; end++)
        {
            Token token = tokens[end];
            if (token.Kind == TokenKind.Break)
            {
                break;
            }

            int length = end - start + 1;
            AddPrefixConcepts(sequence, tokens.Word(end), add);
            sequence = length == 1 ? token.Hash : Hashing.Then(sequence, token.Hash);
            if (length == 1)
            {
                add(sequence, FeatureKind.Token);
                if (!frequentWords.Contains(sequence))
                {
                    AddInside(tokens.Word(start), add);
                }
            }
            else if (length == 2 || (length == 3 && token.Kind == TokenKind.Cjk && tokens[start].Kind == TokenKind.Cjk))
            {
                add(sequence, FeatureKind.Sequence);
            }

            if (lexicon.TryGet(sequence, out List<int>? concepts))
            {
                AddConcepts(concepts!, add);
            }
        }
    }

    private void AddInside(string word, Action<ulong, FeatureKind> add)
    {
        if (word.Length > 0)
        {
            int count = InsideKeys.Write(word, _inside);
            for (int i = 0; i < count; i++)
            {
                add(_inside[i], FeatureKind.Inside);
            }
        }
    }

    private void AddPrefixConcepts(ulong sequence, string word, Action<ulong, FeatureKind> add)
    {
        for (int length = InsideKeys.MinPrefix; length <= word.Length; length++)
        {
            if (lexicon.TryGetPrefix(
                ConceptLexicon.PrefixKey(sequence, word.AsSpan(0, length)), out List<int>? concepts))
            {
                AddConcepts(concepts!, add);
            }
        }
    }

    private static void AddConcepts(List<int> concepts, Action<ulong, FeatureKind> add)
    {
        foreach (int concept in concepts)
        {
            add(Hashing.Salted(Hashing.ConceptSalt, (ulong)concept), FeatureKind.Concept);
        }
    }
}
