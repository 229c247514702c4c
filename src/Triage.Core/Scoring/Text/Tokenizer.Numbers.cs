namespace Triage.Core.Scoring.Text;

/// <content>Numbers: read by their magnitude, amounts of money by their rough worth in US dollars.</content>
internal ref partial struct Tokenizer
{
    private const int LongDigits = 8;
    private const ulong LongNumberBin = 30;
    private const ulong YearBin = 31;

    private static readonly long[] NumberBounds =
        [1, 2, 3, 4, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 10_000, 100_000, 1_000_000];

    private static readonly long[] DollarBounds = [10, 50, 100, 250, 500, 1_000, 5_000, 20_000];

    /// <summary>Reads a run of digits with its thousands separators; decimals are passed over.</summary>
    private Token ReadNumber()
    {
        int start = _at;
        long value = 0;
        int digits = 0;
        while (_at < _end)
        {
            char unit = _text[_at];
            CharClass kind = Folding.ClassOf(unit);
            if (kind == CharClass.Digit)
            {
                digits++;
                value = digits > 15 ? value : (value * 10) + (Folding.Fold(unit) - '0');
                _at++;
            }
            else if (unit is '.' or ',' && DigitsAfter(_at) == 3)
            {
                _at++;
            }
            else
            {
                break;
            }
        }

        SkipDecimals();
        Surface.Numbers++;
        ulong hash = Hashing.Salted(Hashing.NumberSalt, NumberBin(value, digits));
        if (TryReadDollars(value, out long dollars))
        {
            hash = Hashing.Salted(Hashing.AmountSalt, Bin(dollars, DollarBounds));
        }

        _currency = '\0';
        return new Token(TokenKind.Number, hash, start, _at, digits);
    }

    private static ulong NumberBin(long value, int digits)
    {
        const int firstYear = 1_990, lastYear = 2_049;
        return digits >= LongDigits ? LongNumberBin
            : digits == 4 && value is >= firstYear and <= lastYear ? YearBin
            : Bin(value, NumberBounds);
    }

    private static ulong Bin(long value, long[] bounds)
    {
        int bin = 0;
        while (bin < bounds.Length && value >= bounds[bin])
        {
            bin++;
        }

        return (ulong)bin;
    }

    private readonly int DigitsAfter(int at)
    {
        int digit = at + 1;
        while (digit < _end && digit - at < 5 && Folding.ClassOf(_text[digit]) == CharClass.Digit)
        {
            digit++;
        }

        return digit - at - 1;
    }

    private void SkipDecimals()
    {
        if (_at < _end && _text[_at] is '.' or ',' && DigitsAfter(_at) is 1 or 2)
        {
            _at += 1 + DigitsAfter(_at);
        }
    }

    /// <summary>Finds a currency before or behind the number; rates are rounded to powers of ten, as for
    /// people.</summary>
    private readonly bool TryReadDollars(long value, out long dollars)
    {
        char sign = _currency;
        long factor = 1;
        if (sign == '\0' && _at < _end)
        {
            int at = _at + (_text[_at] == ' ' && _at + 1 < _end ? 1 : 0);
            char next = Folding.Fold(_text[at]);
            if (next is '万' or '만')
            {
                factor = 10_000;
                next = at + 1 < _end ? Folding.Fold(_text[at + 1]) : '\0';
            }

            sign = next is '円' or '원' or '元' or '块' || Folding.ClassOf(next) == CharClass.Currency ? next : '\0';
        }

        dollars = value * factor / sign switch
        {
            '₩' or '원' => 1_000,
            '円' => 100,
            '¥' => 50, // yen or yuan
            '元' or '块' => 7,
            '₹' or '₽' => 80,
            '₦' => 1_500,
            _ => 1,
        };
        return sign != '\0';
    }
}
