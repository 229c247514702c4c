using Triage.Core.Routing.Documents;

namespace Triage.Core.Routing.Overrides;

/// <summary>Which overrides some query can meet, found exactly by subtracting boxes.</summary>
/// <remarks>
/// An override is a box: a set of values for each field, and a stretch of time. It is hidden when the boxes before it
/// cover it. The search ends at the first piece that nothing covers, so that it is short for all but contrived
/// policies; there it gives up after <see cref="MaxSteps"/> comparisons and takes the override for reachable.
/// </remarks>
internal sealed class OverrideReach
{
    private const int MaxSteps = 200_000;

    private readonly ulong[][] _boxes;
    private readonly (long From, long Until)[] _times;

    public OverrideReach(ConditionSpace space, ValueList<OverrideDocument> overrides)
    {
        _boxes = [.. overrides.Select(o => space.Box(o.When))];
        _times = [.. overrides.Select(o => (o.From?.UtcTicks ?? long.MinValue, o.Until?.UtcTicks ?? long.MaxValue))];
    }

    /// <summary>Gets whether no query meets the conditions of an override.</summary>
    public bool IsEmpty(int index) => _boxes[index].Contains(0UL) || _times[index].From >= _times[index].Until;

    /// <summary>Finds the earlier overrides that together leave nothing to one.</summary>
    /// <returns>Their indices, ascending; none when some query reaches it.</returns>
    public IReadOnlyCollection<int> HiddenBy(int index)
    {
        SortedSet<int> hiders = [];
        int steps = 0;
        return IsCovered(_boxes[index], _times[index], 0, index, hiders, ref steps) ? hiders : [];
    }

    /// <summary>Finds a query that meets two overrides and none before them.</summary>
    /// <param name="first">The earlier override.</param>
    /// <param name="second">The later one.</param>
    /// <returns>The box that both hold where no earlier one hides it; null when there is none.</returns>
    public ulong[]? Overlap(int first, int second)
    {
        (long From, long Until) time = (
            Math.Max(_times[first].From, _times[second].From), Math.Min(_times[first].Until, _times[second].Until));
        if (time.From >= time.Until || !Meets(_boxes[first], time, second))
        {
            return null;
        }

        ulong[] box = [.. _boxes[first].Zip(_boxes[second], (a, b) => a & b)];
        int steps = 0;
        return IsCovered(box, time, 0, first, [], ref steps) ? null : box;
    }

    private bool IsCovered(
        ulong[] box, (long From, long Until) time, int start, int end, SortedSet<int> hiders, ref int steps)
    {
        int hider = start;
        while (hider < end && ++steps <= MaxSteps && !Meets(box, time, hider))
        {
            hider++;
        }

        if (hider == end || steps > MaxSteps)
        {
            return false;
        }

        hiders.Add(hider);
        (long from, long until) = _times[hider];
        if ((time.From < from && !IsCovered(box, (time.From, from), hider + 1, end, hiders, ref steps))
            || (until < time.Until && !IsCovered(box, (until, time.Until), hider + 1, end, hiders, ref steps)))
        {
            return false;
        }

        (long From, long Until) inside = (Math.Max(time.From, from), Math.Min(time.Until, until));
        ulong[] rest = (ulong[])box.Clone();
        for (int field = 0; field < rest.Length; field++)
        {
            ulong beyond = rest[field] & ~_boxes[hider][field];
            if (beyond == 0)
            {
                continue;
            }

            ulong shared = rest[field] & _boxes[hider][field];
            rest[field] = beyond;
            if (!IsCovered((ulong[])rest.Clone(), inside, hider + 1, end, hiders, ref steps))
            {
                return false;
            }

            rest[field] = shared;
        }

        return true;
    }

    private bool Meets(ulong[] box, (long From, long Until) time, int other)
    {
        if (time.From >= _times[other].Until || _times[other].From >= time.Until)
        {
            return false;
        }

        for (int field = 0; field < box.Length; field++)
        {
            if ((box[field] & _boxes[other][field]) == 0)
            {
                return false;
            }
        }

        return true;
    }
}
