using System.Numerics;
using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;

namespace Triage.Core.Routing.Overrides;

/// <summary>All overrides of a policy as bit sets, one for each value of each field that any of them tests.</summary>
/// <remarks>
/// Bit n of a set is override n. The sets of a decision's values are intersected; the first set bit wins.
/// </remarks>
internal sealed class OverrideTable
{
    private const int BitsOfWord = 64;
    private const int Few = 8;

    private readonly int _words;

    /// <summary>
    /// The tested fields other than the cell, and where each one's sets begin in <see cref="_sets"/>.
    /// </summary>
    private readonly int[] _fields;
    private readonly int[] _offsets;
    private readonly ulong[] _sets;

    /// <summary>The sets of the cells: word-major, 27 a word; and for each override its cells.</summary>
    private readonly ulong[] _cellSets;
    private readonly uint[] _cells;

    /// <summary>The overrides that have dates.</summary>
    private readonly ulong[] _dated;
    private readonly long[] _fromTicks;
    private readonly long[] _untilTicks;

    public OverrideTable(ConditionSpace space, ValueList<OverrideDocument> overrides)
    {
        ulong[][] boxes = [.. overrides.Select(o => space.Box(o.When))];
        _words = (boxes.Length + BitsOfWord - 1) / BitsOfWord;
        _fields = [.. Enumerable.Range(1, space.Universe.Length - 1)
            .Where(field => boxes.Any(box => box[field] != space.Universe[field]))];
        _offsets = new int[_fields.Length];
        List<ulong> sets = [];
        for (int i = 0; i < _fields.Length; i++)
        {
            _offsets[i] = sets.Count;
            int field = _fields[i];
            for (int value = 0; value < BitOperations.PopCount(space.Universe[field]); value++)
            {
                sets.AddRange(SetOf(boxes, field, value));
            }
        }

        _sets = [.. sets];
        _cellSets = new ulong[_words * Cell.Count];
        for (int cell = 0; cell < Cell.Count; cell++)
        {
            ulong[] set = SetOf(boxes, ConditionSpace.CellField, cell);
            for (int word = 0; word < _words; word++)
            {
                _cellSets[(word * Cell.Count) + cell] = set[word];
            }
        }

        _cells = [.. boxes.Select(box => (uint)box[ConditionSpace.CellField])];
        _fromTicks = [.. overrides.Select(o => o.From?.UtcTicks ?? long.MinValue)];
        _untilTicks = [.. overrides.Select(o => o.Until?.UtcTicks ?? long.MaxValue)];
        _dated = new ulong[_words];
        for (int i = 0; i < boxes.Length; i++)
        {
            bool isDated = overrides[i].From is not null || overrides[i].Until is not null;
            _dated[i / BitsOfWord] |= isDated ? 1UL << (i % BitsOfWord) : 0;
        }
    }

    /// <summary>Gets whether any override tests a criterion.</summary>
    public bool Tests(Criterion criterion) =>
        Array.BinarySearch(_fields, ConditionSpace.FirstCriterion + (int)criterion) >= 0;

    /// <summary>Finds the override that applies in each cell.</summary>
    /// <param name="score">What the decision is about; its cell is not looked at.</param>
    /// <param name="context">The circumstances.</param>
    /// <param name="winners">Shape [27]: the index of the override, or -1 where the matrix holds.</param>
    /// <remarks>Allocates 0 B.</remarks>
    public void Find(in Score score, in RoutingContext context, Span<short> winners)
    {
        winners.Fill(-1);
        if (_words == 0)
        {
            return;
        }

        Span<int> rows = stackalloc int[ConditionSpace.MaxFields];
        for (int i = 0; i < _fields.Length; i++)
        {
            rows[i] = _offsets[i] + (ConditionSpace.ValueOf(_fields[i], in score, in context) * _words);
        }

        rows = rows[.._fields.Length];
        uint open = (1u << Cell.Count) - 1;
        for (int word = 0; word < _words && open != 0; word++)
        {
            ulong matches = ulong.MaxValue;
            foreach (int row in rows)
            {
                matches &= _sets[row + word];
            }

            if ((matches & _dated[word]) != 0)
            {
                matches = Current(matches, word, context.Instant.UtcTicks);
            }

            if (matches != 0)
            {
                open = Claim(matches, word, open, winners);
            }
        }
    }

    /// <summary>Gives each open cell its first match in a word.</summary>
    /// <returns>The cells that remain open.</returns>
    /// <remarks>
    /// PERF: goes by the matches when they are few, by the cells when they are many: 27 steps at most.
    /// </remarks>
    private uint Claim(ulong matches, int word, uint open, Span<short> winners)
    {
        if (BitOperations.PopCount(matches) > Few)
        {
            return ClaimByCell(matches, word, open, winners);
        }

        for (; matches != 0; matches &= matches - 1)
        {
            int index = (word * BitsOfWord) + BitOperations.TrailingZeroCount(matches);
            uint claimed = _cells[index] & open;
            open &= ~claimed;
            for (; claimed != 0; claimed &= claimed - 1)
            {
                winners[BitOperations.TrailingZeroCount(claimed)] = (short)index;
            }
        }

        return open;
    }

    private uint ClaimByCell(ulong matches, int word, uint open, Span<short> winners)
    {
        ReadOnlySpan<ulong> sets = _cellSets.AsSpan(word * Cell.Count, Cell.Count);
        for (uint cells = open; cells != 0; cells &= cells - 1)
        {
            int cell = BitOperations.TrailingZeroCount(cells);
            ulong hits = matches & sets[cell];
            if (hits != 0)
            {
                winners[cell] = (short)((word * BitsOfWord) + BitOperations.TrailingZeroCount(hits));
                open &= ~(1u << cell);
            }
        }

        return open;
    }

    private ulong Current(ulong matches, int word, long utcTicks)
    {
        for (ulong dated = matches & _dated[word]; dated != 0; dated &= dated - 1)
        {
            int bit = BitOperations.TrailingZeroCount(dated);
            int index = (word * BitsOfWord) + bit;
            bool applies = utcTicks >= _fromTicks[index] && utcTicks < _untilTicks[index];
            matches &= applies ? ulong.MaxValue : ~(1UL << bit);
        }

        return matches;
    }

    private ulong[] SetOf(ulong[][] boxes, int field, int value)
    {
        ulong[] set = new ulong[_words];
        for (int i = 0; i < boxes.Length; i++)
        {
            set[i / BitsOfWord] |= ((boxes[i][field] >> value) & 1) << (i % BitsOfWord);
        }

        return set;
    }
}
