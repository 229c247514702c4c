using Triage.Core.Scoring;
using Triage.Core.Scoring.Text;

namespace Triage.Learning.Lexicon;

/// <summary>Expressions that ask for a human being, and expressions that only look like it.</summary>
/// <remarks>File: language TAB <c>wish</c> or <c>not</c> TAB expression;
/// <c>*</c> ends a prefix of the last word.</remarks>
public sealed class PersonPhrases
{
    private readonly HashSet<ulong> _wishKeys;

    private PersonPhrases(IReadOnlyList<Expression> wishes, IReadOnlyList<Expression> denials)
    {
        Wishes = wishes;
        _wishKeys = [.. wishes.Select(wish => wish.Key)];
        Denials = denials;
    }

    internal IReadOnlyList<Expression> Wishes { get; }

    internal IReadOnlyList<Expression> Denials { get; }

    /// <summary>Tells whether a text names a wish, denied or not.</summary>
    public bool NamesWish(string text)
    {
        TokenList tokens = TokenList.Of(text).WithoutBreaks();
        for (int start = 0; start < tokens.Count; start++)
        {
            ulong key = 0;
            for (int end = start; end < Math.Min(tokens.Count, start + ConceptLexicon.MaxTokens); end++)
            {
                string word = tokens.Word(end);
                for (int length = InsideKeys.MinPrefix; length <= word.Length; length++)
                {
                    if (_wishKeys.Contains(ConceptLexicon.PrefixKey(key, word.AsSpan(0, length))))
                    {
                        return true;
                    }
                }

                key = key == 0 ? tokens[end].Hash : Hashing.Then(key, tokens[end].Hash);
                if (_wishKeys.Contains(key))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Reads phrase files.</summary>
    /// <exception cref="InvalidDataException">A line is faulty; it is named.</exception>
    public static PersonPhrases Read(IEnumerable<string> paths)
    {
        List<Expression> wishes = [];
        List<Expression> denials = [];
        foreach (string path in paths)
        {
            int line = 0;
            foreach (string row in File.ReadLines(path))
            {
                line++;
                string[] fields = row.Split('\t');
                if (fields.Length != 3 || !Vocabulary.TryParseLanguage(fields[0], out _)
                    || fields[1] is not ("wish" or "not") || Expression.Parse(fields[2], 0) is not { } expression)
                {
                    throw new InvalidDataException(
                        $"{path}:{line}: expected language, 'wish' or 'not', expression; got '{row}'");
                }

                List<Expression> list = fields[1] == "wish" ? wishes : denials;
                list.Add(expression);
                string plain = fields[2].Replace("'", "", StringComparison.Ordinal);
                if (plain.Length != fields[2].Length)
                {
                    list.Add(Expression.Parse(plain, 0)!);
                }
            }
        }

        return new PersonPhrases(wishes, denials);
    }
}
