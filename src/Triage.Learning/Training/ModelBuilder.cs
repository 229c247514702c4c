using System.Security.Cryptography;
using System.Text;
using Triage.Core.Scoring;

namespace Triage.Learning.Training;

/// <summary>Writes a model file: quantizes rows to signed bytes, shares equal ones, lays out the index.</summary>
internal sealed class ModelBuilder
{
    /// <summary>Most rows a model may have, so that the file stays under 8 MiB.</summary>
    private const int MaxRows = 97_000;

    private const int MinIndexBits = 17;

    /// <summary>Share of the index that may be filled.</summary>
    private const double MaxLoad = 0.6;

    private readonly Dictionary<ulong, Entry> _entries = [];

    /// <summary>Sets the weights of an n-gram.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="weights">Shape [<see cref="Heads.Used"/>].</param>
    /// <param name="order">Where its row goes: rows often read together stand together.</param>
    public void Set(ulong key, float[] weights, int order) => Get(key).Take(weights, order);

    /// <summary>Marks an n-gram as one that longer ones begin with.</summary>
    public void Continue(ulong key) => Get(key).Continues = true;

    /// <summary>Marks a word that training has not seen: its characters speak beside its concepts.</summary>
    public void TakeApart(ulong key) => Get(key).Apart = true;

    /// <summary>Tells whether an n-gram has weights.</summary>
    public bool Has(ulong key) => _entries.TryGetValue(key, out Entry? entry) && entry.Weights is not null;

    /// <summary>Marks an n-gram as an expression that asks for a person, or that only looks like it.</summary>
    public void MarkWish(ulong key, bool isWish)
    {
        Entry entry = Get(key);
        entry.Person = isWish ? PersonMark.Wish : PersonMark.Denial;
    }

    /// <summary>Returns the file.</summary>
    public byte[] Build(ModelHeader template)
    {
        float[] units = Units();
        foreach (Entry entry in _entries.Values)
        {
            entry.Quantize(units);
        }

        List<sbyte[]> rows = [new sbyte[Heads.Count]];
        AddPersonRows(rows, PersonMark.Wish);
        int wishEnd = rows.Count;
        AddPersonRows(rows, PersonMark.Denial);
        int denialEnd = rows.Count;
        AddSharedRows(rows);
        int indexBits = MinIndexBits;
        while ((1 << indexBits) * MaxLoad < _entries.Count)
        {
            indexBits++;
        }

        float[] bias = new float[Heads.Count];
        template.Bias.CopyTo(bias, 0);
        ModelHeader header = template with
        {
            IndexLength = 1 << indexBits,
            RowCount = rows.Count,
            WishRowEnd = wishEnd,
            NoWishRowEnd = denialEnd,
            Units = units,
            Bias = bias,
        };
        return Write(header, Index(indexBits), rows);
    }

    private Entry Get(ulong key)
    {
        if (!_entries.TryGetValue(key, out Entry? entry))
        {
            _entries.Add(key, entry = new Entry());
        }

        return entry;
    }

    private float[] Units()
    {
        float[] units = new float[Heads.Count];
        foreach (Entry entry in _entries.Values.Where(entry => entry.Weights is not null))
        {
            for (int head = 0; head < Heads.Used; head++)
            {
                units[head] = Math.Max(units[head], Math.Abs(entry.Weights![head]) / sbyte.MaxValue);
            }
        }

        return units;
    }

    private void AddPersonRows(List<sbyte[]> rows, PersonMark mark)
    {
        foreach ((_, Entry entry) in _entries.Where(pair => pair.Value.Person == mark).OrderBy(pair => pair.Key))
        {
            entry.Row = rows.Count;
            rows.Add(entry.Quantized);
        }
    }

    private void AddSharedRows(List<sbyte[]> rows)
    {
        Dictionary<string, int> known = new(StringComparer.Ordinal) { [Name(rows[0])] = 0 };
        foreach ((_, Entry entry) in _entries.Where(pair => pair.Value.Person == PersonMark.None)
            .OrderBy(pair => pair.Value.Order).ThenBy(pair => pair.Key))
        {
            string name = Name(entry.Quantized);
            if (!known.TryGetValue(name, out int row))
            {
                known.Add(name, row = rows.Count);
                rows.Add(entry.Quantized);
            }

            entry.Row = row;
        }

        if (rows.Count > MaxRows)
        {
            throw new InvalidOperationException($"model: expected at most {MaxRows} rows, got {rows.Count}");
        }
    }

    private static string Name(sbyte[] row) => Convert.ToBase64String((byte[])(Array)row);

    private uint[] Index(int bits)
    {
        uint[] index = new uint[1 << bits];
        foreach ((ulong key, Entry entry) in _entries.OrderBy(pair => pair.Value.Order).ThenBy(pair => pair.Key))
        {
            if (entry.Row == 0 && !entry.Continues && !entry.Apart)
            {
                continue;
            }

            uint slot = (uint)(key >> (64 - bits));
            while (index[slot] != 0)
            {
                slot = (slot + 1) & (uint)(index.Length - 1);
            }

            index[slot] = ((uint)key << Model.CheckShift) | (entry.Continues ? Model.ContinuesBit : 0)
                | (entry.Apart ? Model.ApartBit : 0) | (uint)entry.Row;
        }

        return index;
    }

    private static byte[] Write(ModelHeader header, uint[] index, List<sbyte[]> rows)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        writer.Write(ModelHeader.Magic);
        header.Write(writer);
        foreach (uint entry in index)
        {
            writer.Write(entry);
        }

        foreach (sbyte[] row in rows)
        {
            writer.Write((byte[])(Array)row);
        }

        writer.Write(SHA256.HashData(stream.ToArray()));
        return stream.ToArray();
    }

    private enum PersonMark : byte
    {
        None,
        Wish,
        Denial,
    }

    private sealed class Entry
    {
        public float[]? Weights { get; private set; }

        public int Order { get; private set; } = int.MaxValue;

        public bool Continues { get; set; }

        public bool Apart { get; set; }

        public PersonMark Person { get; set; }

        public sbyte[] Quantized { get; private set; } = [];

        public int Row { get; set; }

        public void Take(float[] weights, int order)
        {
            Weights = weights;
            Order = order;
        }

        public void Quantize(float[] units)
        {
            Quantized = new sbyte[Heads.Count];
            for (int head = 0; head < Heads.Used && Weights is not null; head++)
            {
                Quantized[head] = (sbyte)(units[head] == 0 ? 0 : MathF.Round(Weights[head] / units[head]));
            }
        }
    }
}
