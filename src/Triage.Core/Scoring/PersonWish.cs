namespace Triage.Core.Scoring;

/// <summary>Follows the expressions that ask for a human being while a text is read.</summary>
/// <remarks>
/// An expression that only looks like a wish ("I spoke to a person yesterday") takes back the wishes that it overlaps,
/// whichever comes first. The longest wish that stands is kept, joined with those that stand close to it. The first
/// eight wishes and the first eight denials of a text count.
/// </remarks>
internal struct PersonWish
{
    private const int Capacity = 8;

    /// <summary>Units between two wishes that are one: "speak to" a "real person".</summary>
    private const int MaxGap = 3;

    private Spans _wishes;
    private Spans _denials;
    private int _wishCount;
    private int _denialCount;

    /// <summary>Takes an expression.</summary>
    /// <param name="isWish">Whether it is a wish; else it denies one.</param>
    /// <param name="start">First UTF-16 unit.</param>
    /// <param name="end">The one after the last.</param>
    public void Add(bool isWish, int start, int end)
    {
        if (isWish && _wishCount < Capacity)
        {
            _wishes[_wishCount++] = new TextSpan(start, end);
        }
        else if (!isWish && _denialCount < Capacity)
        {
            _denials[_denialCount++] = new TextSpan(start, end);
        }
    }

    /// <summary>Gets where the wish stands; empty when there is none.</summary>
    public readonly TextSpan Resolve()
    {
        TextSpan best = default;
        for (int i = 0; i < _wishCount; i++)
        {
            if (!IsDenied(_wishes[i]) && _wishes[i].Length > best.Length)
            {
                best = _wishes[i];
            }
        }

        for (int i = 0; i < _wishCount && !best.IsEmpty; i++)
        {
            TextSpan wish = _wishes[i];
            if (!IsDenied(wish) && wish.Start <= best.End + MaxGap && best.Start <= wish.End + MaxGap)
            {
                best = new TextSpan(Math.Min(best.Start, wish.Start), Math.Max(best.End, wish.End));
            }
        }

        return best;
    }

    private readonly bool IsDenied(TextSpan wish)
    {
        for (int i = 0; i < _denialCount; i++)
        {
            if (_denials[i].Start < wish.End && wish.Start < _denials[i].End)
            {
                return true;
            }
        }

        return false;
    }

    [System.Runtime.CompilerServices.InlineArray(Capacity)]
    private struct Spans
    {
        private TextSpan _first;
    }
}
