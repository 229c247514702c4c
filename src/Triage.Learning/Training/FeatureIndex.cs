namespace Triage.Learning.Training;

/// <summary>Numbers features by their keys, in the order in which they are first seen.</summary>
internal sealed class FeatureIndex
{
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly List<ulong> _keys = [];
    private readonly List<FeatureKind> _kinds = [];

    public int Count => _keys.Count;

    public ulong Key(int number) => _keys[number];

    public FeatureKind Kind(int number) => _kinds[number];

    public bool TryGet(ulong key, out int number) => _numbers.TryGetValue(key, out number);

    public int Add(ulong key, FeatureKind kind)
    {
        if (!_numbers.TryGetValue(key, out int number))
        {
            _numbers.Add(key, number = _keys.Count);
            _keys.Add(key);
            _kinds.Add(kind);
        }

        return number;
    }
}
