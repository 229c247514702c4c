using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Triage.Core.Scoring;

/// <summary>What training made of the corpus: an index of n-grams and a row of 64 weights for each.
/// Immutable.</summary>
/// <remarks>
/// File, little-endian: magic "TRIAGE" and two digits of the format, <see cref="ModelHeader"/>, index entries (uint32
/// each), rows (64 signed bytes each), SHA-256 of all that stands before it.
/// An index entry holds the number of a row in its low 17 bits, one bit that says that longer sequences begin with this
/// one, one that says that a word is to be taken apart into characters all the same, and 13 bits of the key as a check.
/// Slots are probed in turn from the key's high bits. An n-gram that training has not kept selects no row.
/// </remarks>
public sealed class Model
{
    internal const int RowBits = 17;
    internal const uint RowMask = (1u << RowBits) - 1;
    internal const uint ContinuesBit = 1u << RowBits;
    internal const uint ApartBit = 1u << (RowBits + 1);
    internal const int CheckShift = RowBits + 2;

    private const int ChecksumLength = 32;
    private static readonly Lazy<Model> LazyEmbedded = new(() => Load(EmbeddedFile()));

    private readonly uint[] _index;
    private readonly int _indexShift;
    private readonly sbyte[] _rows;
    private readonly int _firstRow;

    private Model(ModelHeader header, uint[] index, ReadOnlySpan<sbyte> rows, string version)
    {
        Header = header;
        Version = version;
        _index = index;
        _indexShift = 64 - BitOperations.Log2((uint)index.Length);
        _rows = GC.AllocateUninitializedArray<sbyte>(rows.Length + Heads.Count, pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_rows, 0);
        _firstRow = (int)((Heads.Count - (address % Heads.Count)) % Heads.Count);
        rows.CopyTo(_rows.AsSpan(_firstRow));
    }

    /// <summary>Gets the model that the product ships with.</summary>
    public static Model Embedded => LazyEmbedded.Value;

    /// <summary>Gets the version: "m" and the first twelve hexadecimal digits of the file's checksum.</summary>
    public string Version { get; }

    /// <summary>Gets the SHA-256 of the corpus that it was trained on, in hexadecimal.</summary>
    public string CorpusHash => Header.CorpusHash;

    /// <summary>Gets the scoring policy that comes with the model: weights, cut points, decisive marks.</summary>
    public ScoringPolicy DefaultPolicy => Header.DefaultPolicy;

    internal ModelHeader Header { get; }

    /// <summary>Reads a model file.</summary>
    /// <exception cref="ModelException">It is cut off, of another format, its checksum is wrong, or it holds values
    /// that cannot be.</exception>
    public static Model Load(ReadOnlySpan<byte> file)
    {
        if (file.Length < ModelHeader.Magic.Length + ChecksumLength || !file.StartsWith(ModelHeader.Magic[..^2]))
        {
            throw new ModelException($"model: expected a file that begins with TRIAGE, got {file.Length} other bytes");
        }

        if (!file.StartsWith(ModelHeader.Magic))
        {
            string format = Encoding.ASCII.GetString(file[(ModelHeader.Magic.Length - 2)..ModelHeader.Magic.Length]);
            throw new ModelException($"model: expected format {ModelHeader.Format}, got '{format}'");
        }

        Span<byte> checksum = stackalloc byte[ChecksumLength];
        SHA256.HashData(file[..^ChecksumLength], checksum);
        if (!checksum.SequenceEqual(file[^ChecksumLength..]))
        {
            throw new ModelException("model: expected the checksum of its content, got another (cut off or damaged)");
        }

        ReadOnlySpan<byte> content = file[ModelHeader.Magic.Length..^ChecksumLength];
        ModelHeader header = ModelHeader.Read(ref content);
        int indexBytes = header.IndexLength * sizeof(uint);
        if (content.Length != indexBytes + (header.RowCount * Heads.Count))
        {
            throw new ModelException(
                $"model: expected {header.IndexLength} index entries and {header.RowCount} rows, got "
                + $"{content.Length} bytes");
        }

        uint[] index = ReadIndex(content[..indexBytes], header);
        string version = string.Concat("m", Convert.ToHexStringLower(checksum[..6]));
        return new Model(header, index, MemoryMarshal.Cast<byte, sbyte>(content[indexBytes..]), version);
    }

    private static uint[] ReadIndex(ReadOnlySpan<byte> content, ModelHeader header)
    {
        uint[] index = new uint[header.IndexLength];
        for (int i = 0; i < index.Length; i++)
        {
            index[i] = BinaryPrimitives.ReadUInt32LittleEndian(content[(i * sizeof(uint))..]);
            if ((index[i] & RowMask) >= (uint)header.RowCount)
            {
                throw new ModelException(
                    $"model: expected rows below {header.RowCount} in its index, got {index[i] & RowMask}");
            }
        }

        // Without an empty slot the search for an unknown n-gram would never end.
        return index.Contains(0u)
            ? index
            : throw new ModelException("model: expected an empty slot in its index, got none");
    }

    /// <summary>Finds an n-gram.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="entry">The index entry: row, and whether longer sequences begin with it.</param>
    /// <returns><see langword="false"/> when the model does not know it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryFind(ulong key, out uint entry)
    {
        ref uint first = ref MemoryMarshal.GetArrayDataReference(_index);
        uint mask = (uint)_index.Length - 1;
        uint slot = (uint)(key >> _indexShift);
        uint check = (uint)key << CheckShift;
        while (true)
        {
            entry = Unsafe.Add(ref first, slot);
            if (((entry ^ check) >> CheckShift) == 0 && entry != 0)
            {
                return true;
            }

            if (entry == 0)
            {
                return false;
            }

            slot = (slot + 1) & mask;
        }
    }

    /// <summary>Gets the first weight of a row; rows are aligned to cache lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref sbyte Row(int row) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_rows), _firstRow + ((nint)row * Heads.Count));

    /// <summary>Returns the file of the model that the product ships with.</summary>
    /// <exception cref="ModelException">It is not embedded.</exception>
    public static byte[] EmbeddedFile()
    {
        using Stream stream = typeof(Model).Assembly.GetManifestResourceStream("model.bin")
            ?? throw new ModelException("model: expected model.bin embedded in Triage.Core, got none");
        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        MappedResource.Release(stream);
        return file;
    }
}
