using Triage.Core.Scoring;

namespace Triage.Learning.Lexicon;

/// <summary>Expressions that ask for a human being, and expressions that only look like it.</summary>
/// <remarks>File: language TAB <c>wish</c> or <c>not</c> TAB expression; <c>*</c> ends a prefix of the last word.</remarks>
public sealed class PersonPhrases
{
    private PersonPhrases(IReadOnlyList<Expression> wishes, IReadOnlyList<Expression> denials)
    {
        Wishes = wishes;
        Denials = denials;
    }

    internal IReadOnlyList<Expression> Wishes { get; }

    internal IReadOnlyList<Expression> Denials { get; }

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
