using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Triage.Core.Scoring;

namespace Triage.Learning.Adaptation;

/// <summary>A model file in the making that differs from its base in some n-grams and the bias.</summary>
/// <remarks>
/// An n-gram whose row changes gets a row of its own at the end; rows shared with others stay untouched. Expressions
/// that ask for a person have rows of their own already and are known by the place of these, so those change in place.
/// </remarks>
internal sealed class ModelPatch
{
    private const int ChecksumLength = 32;

    /// <summary>Share of the index that may be filled.</summary>
    private const double MaxLoad = 0.85;

    private readonly ModelHeader _header;
    private readonly uint[] _index;
    private readonly List<sbyte> _rows;
    private int _filled;

    /// <summary>Starts from a model file that has been checked.</summary>
    public ModelPatch(ReadOnlySpan<byte> baseFile)
    {
        ReadOnlySpan<byte> content = baseFile[ModelHeader.Magic.Length..^ChecksumLength];
        _header = ModelHeader.Read(ref content);
        int indexBytes = _header.IndexLength * sizeof(uint);
        _index = new uint[_header.IndexLength];
        for (int i = 0; i < _index.Length; i++)
        {
            _index[i] = BinaryPrimitives.ReadUInt32LittleEndian(content[(i * sizeof(uint))..]);
        }

        _rows = [.. MemoryMarshal.Cast<byte, sbyte>(content[indexBytes..])];
        _filled = _index.Count(entry => entry != 0);
    }

    /// <summary>Adds to the weights of an n-gram.</summary>
    /// <param name="gram">The n-gram.</param>
    /// <param name="change">Change of each head, in the heads' own units;
    /// nothing happens when it rounds to nothing.</param>
    /// <exception cref="InvalidOperationException">There is no room left.</exception>
    public void Add(NGramIndex.NGram gram, ReadOnlySpan<float> change)
    {
        sbyte[] row = new sbyte[Heads.Count];
        uint slot = Find(gram.Key);
        int baseRow = (int)(_index[slot] & Model.RowMask);
        bool isChanged = false;
        for (int head = 0; head < Heads.Used; head++)
        {
            float unit = _header.Units[head];
            float step = unit == 0 ? 0 : MathF.Round(change[head] / unit);
            row[head] = (sbyte)Math.Clamp(
                _rows[(baseRow * Heads.Count) + head] + step, -sbyte.MaxValue, sbyte.MaxValue);
            isChanged |= step != 0;
        }

        if (!isChanged)
        {
            return;
        }

        if (baseRow > 0 && baseRow < _header.NoWishRowEnd)
        {
            row.CopyTo(CollectionsMarshal.AsSpan(_rows)[(baseRow * Heads.Count)..]);
        }
        else
        {
            Append(slot, gram, row);
        }

        if (gram.First != 0)
        {
            Continue(gram.First);
        }
    }

    /// <summary>Returns the file.</summary>
    /// <param name="biasChange">Change of each head's bias.</param>
    /// <param name="lineCount">How many lines made the changes.</param>
    public byte[] Build(ReadOnlySpan<float> biasChange, int lineCount)
    {
        float[] bias = [.. _header.Bias];
        for (int head = 0; head < Heads.Used; head++)
        {
            bias[head] += biasChange[head];
        }

        ModelHeader header = _header with
        {
            Bias = bias,
            RowCount = _rows.Count / Heads.Count,
            CorpusHash = $"{_header.CorpusHash}+{lineCount}",
        };
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        writer.Write(ModelHeader.Magic);
        header.Write(writer);
        foreach (uint entry in _index)
        {
            writer.Write(entry);
        }

        writer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_rows)));
        writer.Write(SHA256.HashData(stream.ToArray()));
        return stream.ToArray();
    }

    private void Append(uint slot, NGramIndex.NGram gram, sbyte[] row)
    {
        uint marks = _index[slot] & (Model.ContinuesBit | Model.ApartBit);
        marks |= gram.IsWord && _index[slot] == 0 ? Model.ApartBit : 0;
        Set(slot, gram.Key, marks, _rows.Count / Heads.Count);
        _rows.AddRange(row);
    }

    /// <summary>Marks an n-gram as one that longer ones begin with.</summary>
    private void Continue(ulong key)
    {
        uint slot = Find(key);
        uint marks = (_index[slot] & Model.ApartBit) | Model.ContinuesBit | (_index[slot] == 0 ? Model.ApartBit : 0);
        Set(slot, key, marks, (int)(_index[slot] & Model.RowMask));
    }

    private void Set(uint slot, ulong key, uint marks, int row)
    {
        _filled += _index[slot] == 0 ? 1 : 0;
        if (_filled > MaxLoad * _index.Length || row > Model.RowMask)
        {
            throw new InvalidOperationException("model: no room for the n-grams of so many lines, use fewer");
        }

        _index[slot] = ((uint)key << Model.CheckShift) | marks | (uint)row;
    }

    private uint Find(ulong key)
    {
        uint slot = (uint)(key >> (64 - BitOperations.Log2((uint)_index.Length)));
        uint check = (uint)key << Model.CheckShift;
        while (_index[slot] != 0 && ((_index[slot] ^ check) >> Model.CheckShift) != 0)
        {
            slot = (slot + 1) & (uint)(_index.Length - 1);
        }

        return slot;
    }
}
