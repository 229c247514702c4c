using System.Runtime.CompilerServices;

namespace Triage.Core.Routing;

/// <summary>Up to twelve placements, in place.</summary>
public struct PlacementList
{
    private Items _items;
    private byte _count;

    public readonly int Count => _count;

    /// <summary>Gets a placement; one of the channel 0 when there is none at <paramref name="index"/>.</summary>
    public readonly Placement this[int index] => _items[index];

    internal void Add(Placement placement) => _items[_count++] = placement;

    /// <summary>Puts a placement before another and moves those between up by one.</summary>
    /// <param name="from">Where it stands; <see cref="Count"/> for a new one.</param>
    /// <param name="to">Where it goes, at most <paramref name="from"/>.</param>
    /// <param name="placement">What to put there.</param>
    internal void Move(int from, int to, Placement placement)
    {
        for (int i = from; i > to; i--)
        {
            _items[i] = _items[i - 1];
        }

        _items[to] = placement;
        _count = (byte)Math.Max(_count, from + 1);
    }

    [InlineArray(12)]
    private struct Items
    {
        private Placement _first;
    }
}
