using Triage.Core.Scoring;
using Triage.Core.Scoring.Text;

namespace Triage.Learning.Lexicon;

/// <summary>Expressions by concept: what lets rare words and all languages share weights.</summary>
/// <remarks>
/// File: concept TAB language TAB expressions joined by a bar; <c>*</c> ends a prefix of the last word. An expression
/// is kept as the key of its token sequence, as the scorer walks it, so that case, width and diacritics do not matter.
/// A concept that a part of an expression already carries is not counted again for the whole.
/// </remarks>
public sealed class ConceptLexicon
{
    /// <summary>Longest expression in tokens; as many sequences as the scorer keeps open.</summary>
    internal const int MaxTokens = 12;

    private readonly Dictionary<ulong, List<int>> _exact = [];
    private readonly Dictionary<ulong, List<int>> _prefixes = [];
    private readonly List<string> _concepts = [];
    private readonly List<Expression> _expressions = [];

    private ConceptLexicon()
    {
    }

    /// <summary>Names of the concepts; a concept's number is its index.</summary>
    public IReadOnlyList<string> Concepts => _concepts;

    /// <summary>Every expression, in file order.</summary>
    internal IReadOnlyList<Expression> Expressions => _expressions;

    /// <summary>Reads lexicon files.</summary>
    /// <exception cref="InvalidDataException">A line has not three fields or an
    /// empty expression; it is named.</exception>
    public static ConceptLexicon Read(IEnumerable<string> paths)
    {
        ConceptLexicon lexicon = new();
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            int line = 0;
            foreach (string row in File.ReadLines(path))
            {
                line++;
                string[] fields = row.Split('\t');
                if (fields.Length != 3 || !Vocabulary.TryParseLanguage(fields[1], out _))
                {
                    throw new InvalidDataException(
                        $"{path}:{line}: expected concept, language, expressions; got '{row}'");
                }

                if (!numbers.TryGetValue(fields[0], out int concept))
                {
                    numbers.Add(fields[0], concept = lexicon._concepts.Count);
                    lexicon._concepts.Add(fields[0]);
                }

                foreach (string expression in fields[2].Split('|'))
                {
                    lexicon.AddSpellings(expression, concept);
                }
            }
        }

        lexicon.RemoveWhatPartsCarry();
        return lexicon;
    }

    /// <summary>Gets the concepts of a token sequence by its key.</summary>
    internal bool TryGet(ulong key, out List<int>? concepts) => _exact.TryGetValue(key, out concepts);

    /// <summary>Gets the concepts of an expression that ends in a word with some prefix.</summary>
    internal bool TryGetPrefix(ulong key, out List<int>? concepts) => _prefixes.TryGetValue(key, out concepts);

    /// <summary>Key of the prefix of a word that follows a sequence; a sequence of 0 is none.</summary>
    internal static ulong PrefixKey(ulong sequence, ReadOnlySpan<char> prefix)
    {
        ulong hash = Hashing.Seed;
        foreach (char unit in prefix)
        {
            hash = Hashing.Add(hash, unit);
        }

        ulong key = Hashing.Salted(Hashing.PrefixSalt, hash);
        return sequence == 0 ? key : Hashing.Then(sequence, key);
    }

    private void AddSpellings(string expression, int concept)
    {
        Add(expression, concept);
        string without = expression.Replace("'", "", StringComparison.Ordinal);
        if (without.Length != expression.Length
            && without is not ("ill" or "well" or "were" or "hell" or "id" or "wed" or "shell"))
        {
            Add(without, concept);
        }
    }

    private void Add(string expression, int concept)
    {
        if (Expression.Parse(expression, concept) is not { } parsed)
        {
            return;
        }

        _expressions.Add(parsed);
        Dictionary<ulong, List<int>> target = parsed.IsPrefix ? _prefixes : _exact;
        ulong key = parsed.Key;
        if (!target.TryGetValue(key, out List<int>? concepts))
        {
            target.Add(key, concepts = []);
        }

        if (!concepts.Contains(concept))
        {
            concepts.Add(concept);
        }
    }

    private void RemoveWhatPartsCarry()
    {
        foreach (Expression expression in _expressions)
        {
            if (expression.Tokens.Count > 1 && expression.HasPart(this))
            {
                (expression.IsPrefix ? _prefixes : _exact)[expression.Key].Remove(expression.Concept);
            }
        }
    }
}
