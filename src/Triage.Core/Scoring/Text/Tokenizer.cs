using System.Runtime.CompilerServices;

namespace Triage.Core.Scoring.Text;

/// <summary>Folds a text and cuts it into tokens, in one pass, without allocating.</summary>
/// <remarks>
/// Words keep an inner apostrophe ("don't") but for elisions ("l'avion" is two words) and 's. A letter is kept twice at
/// most in a row ("soooo" is "soo"), hashtags are cut at capitals, and starred words ("f***") stay whole.
/// </remarks>
internal ref partial struct Tokenizer
{
    /// <summary>Longest word in folded characters; a longer run of letters is cut.</summary>
    public const int MaxWordLength = 32;

    private readonly ReadOnlySpan<char> _text;
    private readonly int _end;
    private int _at;
    private bool _inHashtag;
    private char _currency;
    private TokenKind _last;

    /// <summary>Starts on a stretch of a text.</summary>
    /// <param name="text">UTF-16; lone surrogates count as separators.</param>
    /// <param name="start">First unit to read.</param>
    /// <param name="end">The one after the last.</param>
    public Tokenizer(ReadOnlySpan<char> text, int start, int end)
    {
        _text = text;
        _at = start;
        _end = end;
        _last = TokenKind.Break;
    }

    /// <summary>What the text looked like so far.</summary>
    public Surface Surface;

    /// <summary>The folded characters of the last word.</summary>
    public FoldedWord Folded;

    /// <summary>Gets the position of the next unit to read.</summary>
    public readonly int Position => _at;

    /// <summary>Reads the next token; <see cref="TokenKind.Break"/> comes once between two others at most.</summary>
    public bool Next(out Token token)
    {
        while (_at < _end)
        {
            char unit = _text[_at];
            switch (Folding.ClassOf(unit))
            {
                case CharClass.Letter:
                    return Found(ReadWord(), out token);
                case CharClass.Digit:
                    return Found(ReadNumber(), out token);
                case CharClass.Cjk:
                    if (ReadCjk(out Token cjk))
                    {
                        return Found(cjk, out token);
                    }

                    break;
                case CharClass.Symbol:
                    return Found(ReadSymbol(Folding.Fold(unit), 1), out token);
                case CharClass.Currency:
                    _currency = Folding.Fold(unit);
                    _at++;
                    break;
                case CharClass.Surrogate:
                    if (ReadPair(out Token pair))
                    {
                        return Found(pair, out token);
                    }

                    break;
                case CharClass.Question:
                    Surface.Questions++;
                    _at++;
                    if (BreakHere(out token))
                    {
                        return true;
                    }

                    break;
                case CharClass.Exclamation:
                    Surface.Exclamations++;
                    _at++;
                    if (BreakHere(out token))
                    {
                        return true;
                    }

                    break;
                case CharClass.Separator:
                    _at++;
                    _inHashtag = false;
                    if (EndsClause(unit) && BreakHere(out token))
                    {
                        return true;
                    }

                    break;
                default:
                    _at++;
                    break;
            }
        }

        token = default;
        return false;
    }

    private static bool EndsClause(char unit) =>
        unit is '.' or ';' or ':' or '\n' or '(' or ')' or '…' or '。' or '；' or '：';

    private bool BreakHere(out Token token)
    {
        token = new Token(TokenKind.Break, 0, _at - 1, _at, 0);
        bool isFirst = _last != TokenKind.Break;
        _last = TokenKind.Break;
        return isFirst;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Found(Token found, out Token token)
    {
        token = found;
        _last = found.Kind;
        return true;
    }

    private bool ReadCjk(out Token token)
    {
        int start = _at;
        char folded = Compose(Folding.Fold(_text[_at++]));
        if (_at - start == 1 && start >= 3 && _text[start - 1] == _text[start] && _text[start - 2] == _text[start]
            && _text[start - 3] == _text[start])
        {
            token = default;
            return false;
        }

        Surface.Cjk++;
        token = new Token(TokenKind.Cjk, Hashing.Finish(Hashing.Add(Hashing.Seed, folded)), start, _at, 1);
        return true;
    }

    /// <summary>Composes conjoining Jamo and kana with a separate voicing mark (Unicode 14, section 3.12).</summary>
    private char Compose(char folded)
    {
        const char firstLeading = '\u1100', firstVowel = '\u1161', beforeTrailing = '\u11A7';
        const int vowels = 21, trailings = 28;
        char unit = _text[_at - 1];
        char next = _at < _end ? _text[_at] : '\0';
        if (unit is >= firstLeading and <= '\u1112' && next is >= firstVowel and <= '\u1175')
        {
            int syllable = (((unit - firstLeading) * vowels) + (next - firstVowel)) * trailings;
            _at++;
            if (_at < _end && _text[_at] is > beforeTrailing and <= '\u11C2')
            {
                syllable += _text[_at++] - beforeTrailing;
            }

            return (char)('가' + syllable);
        }

        char mark = next == '\0' ? '\0' : Folding.Fold(next);
        if (mark is '\u3099' or '\u309A' && folded is >= 'ぁ' and <= 'ヿ')
        {
            _at++;
            return (char)(folded + (mark == '\u3099' ? 1 : 2));
        }

        return folded;
    }

    private Token ReadSymbol(char folded, int units)
    {
        int start = _at;
        _at += units;
        _inHashtag = folded == '#';
        Surface.Symbols += folded is '#' or '@' or '%' or '*' ? 0 : 1;
        return new Token(TokenKind.Symbol, Hashing.Finish(Hashing.Add(Hashing.Seed, folded)), start, _at, 1);
    }

    private bool ReadPair(out Token token)
    {
        token = default;
        if (!char.IsHighSurrogate(_text[_at]) || _at + 1 >= _end || !char.IsLowSurrogate(_text[_at + 1]))
        {
            _at++;
            return false;
        }

        int codePoint = char.ConvertToUtf32(_text[_at], _text[_at + 1]);
        switch (Folding.ClassOf(codePoint, out char folded))
        {
            case CharClass.Letter when folded != '\0':
                token = ReadWord();
                return true;
            case CharClass.Symbol:
                token = ReadSymbol((char)codePoint, 2);
                return true;
            case CharClass.Cjk:
                token = new Token(TokenKind.Cjk, Hashing.Salted((ulong)codePoint, 0), _at, _at + 2, 1);
                Surface.Cjk++;
                _at += 2;
                return true;
            default:
                _at += 2;
                return false;
        }
    }
}
