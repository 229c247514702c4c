using System.Runtime.CompilerServices;

namespace Triage.Core.Scoring.Text;

/// <content>Words of spaced scripts.</content>
internal ref partial struct Tokenizer
{
    private Token ReadWord()
    {
        int start = _at;
        int length = 0;
        ulong hash = Hashing.Seed;
        bool afterLower = false;
        char previous = '\0';
        char beforePrevious = '\0';
        while (_at < _end && length < MaxWordLength)
        {
            char unit = _text[_at];
            CharClass kind = CharClass.Letter;
            char folded = unit;
            if (char.IsAsciiLetterLower(unit))
            {
                Surface.Letters++;
                afterLower = true;
            }
            else if ((kind = Folding.ClassOf(unit)) == CharClass.Letter)
            {
                bool isUpper = Folding.IsUpper(unit);
                if (_inHashtag && isUpper && afterLower)
                {
                    break;
                }

                Surface.Letters++;
                Surface.Uppercase += isUpper ? 1 : 0;
                afterLower = !isUpper;
                folded = Folding.Fold(unit);
                if (folded is >= Folding.FirstExpansion and <= Folding.LastExpansion)
                {
                    hash = AddExpansion(folded, hash, ref length);
                    _at++;
                    continue;
                }
            }
            else if (kind == CharClass.Ignorable)
            {
                _at++;
                continue;
            }
            else if (kind == CharClass.Apostrophe && KeepsApostrophe(length))
            {
                folded = '\'';
            }
            else if (unit == '*' && IsStarredWord())
            {
                folded = '*';
            }
            else if (kind == CharClass.Surrogate && FancyLetterAt(_at, out folded))
            {
                _at++;
            }
            else
            {
                break;
            }

            _at++;
            if (folded == previous && folded == beforePrevious)
            {
                continue;
            }

            beforePrevious = previous;
            previous = folded;
            Folded[length++] = folded;
            hash = Hashing.Add(hash, folded);
        }

        Surface.Words++;
        Surface.OtherScript += previous > 'ʯ' ? 1 : 0;
        return new Token(TokenKind.Word, Hashing.Finish(hash), start, _at, length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong AddExpansion(char folded, ulong hash, ref int length)
    {
        foreach (char letter in Folding.Expand(folded))
        {
            if (letter != '\0' && length < MaxWordLength)
            {
                Folded[length++] = letter;
                hash = Hashing.Add(hash, letter);
            }
        }

        return hash;
    }

    /// <summary>Tells whether the apostrophe at the current place belongs to the word before it.</summary>
    private readonly bool KeepsApostrophe(int lettersBefore)
    {
        int after = _at + 1;
        while (after < _end && after - _at < 5 && Folding.ClassOf(_text[after]) == CharClass.Letter)
        {
            after++;
        }

        int lettersAfter = after - _at - 1;
        return lettersAfter switch
        {
            0 => false,
            1 => Folding.Fold(_text[_at + 1]) != 's',
            2 => true,
            _ => lettersBefore > 2,
        };
    }

    private readonly bool IsStarredWord()
    {
        bool joined = _at + 1 < _end && (_text[_at + 1] == '*' || Folding.ClassOf(_text[_at + 1]) == CharClass.Letter);
        return joined || _text[_at - 1] == '*';
    }

    private readonly bool FancyLetterAt(int at, out char folded)
    {
        folded = '\0';
        return at + 1 < _end && char.IsSurrogatePair(_text[at], _text[at + 1])
            && Folding.ClassOf(char.ConvertToUtf32(_text[at], _text[at + 1]), out folded) == CharClass.Letter
            && folded != '\0';
    }
}
