using System.Buffers;
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Triage.Rpc;

/// <summary>Headers or trailers of a call, in order; a key may come several times.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "The name of Grpc.Core, which this type stands in for.")]
public sealed class Metadata : IReadOnlyCollection<Metadata.Entry>
{
    /// <summary>Keys with this suffix carry bytes, all others printable ASCII.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    private static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    private readonly List<Entry> _entries = [];

    /// <inheritdoc/>
    public int Count => _entries.Count;

    /// <summary>Adds text. Fails with <see cref="ArgumentException"/> unless it is printable ASCII.</summary>
    /// <param name="key">Letters, digits, '-', '_' and '.'; made lower case; not ending in "-bin".</param>
    /// <param name="value">Characters U+0020 to U+007E.</param>
    public void Add(string key, string value)
    {
        string name = CheckKey(key, binary: false);
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new ArgumentException(
                $"metadata '{name}': expected printable ASCII; send bytes under a '-bin' key", nameof(value));
        }

        _entries.Add(new Entry(name, value, []));
    }

    /// <summary>Adds bytes.</summary>
    /// <param name="key">Letters, digits, '-', '_' and '.'; made lower case; ending in "-bin".</param>
    /// <param name="value">Any bytes.</param>
    public void Add(string key, byte[] value) => _entries.Add(new Entry(CheckKey(key, binary: true), "", value));

    /// <summary>The last text under a key, or null.</summary>
    public string? GetValue(string key) => FindLast(key)?.Value;

    /// <summary>The last bytes under a key, or null.</summary>
    public byte[]? GetValueBytes(string key) => FindLast(key)?.ValueBytes;

    /// <inheritdoc/>
    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Adds what a client sent, without the checks that hold for our own metadata.</summary>
    internal void AddReceived(string key, string value, byte[] bytes) => _entries.Add(new Entry(key, value, bytes));

    private Entry? FindLast(string key) =>
        _entries.FindLast(e => string.Equals(e.Key, key, StringComparison.OrdinalIgnoreCase));

    private static string CheckKey(string key, bool binary)
    {
        string name = key.ToLowerInvariant();
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(KeyCharacters))
        {
            throw new ArgumentException(
                $"metadata key: expected letters, digits, '-', '_', '.', got '{key}'", nameof(key));
        }

        if (name.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal) != binary)
        {
            throw new ArgumentException(
                $"metadata '{name}': keys ending in '-bin' carry bytes, all others text", nameof(key));
        }

        return name;
    }

    /// <summary>One header or trailer.</summary>
    public sealed class Entry
    {
        private readonly byte[] _bytes;

        internal Entry(string key, string value, byte[] bytes)
        {
            Key = key;
            Value = value;
            _bytes = bytes;
        }

        /// <summary>Lower-case key.</summary>
        public string Key { get; }

        /// <summary>Text; empty when <see cref="IsBinary"/>.</summary>
        public string Value { get; }

        /// <summary>Bytes; of text, its ASCII bytes.</summary>
        public byte[] ValueBytes => IsBinary ? _bytes : Encoding.ASCII.GetBytes(Value);

        /// <summary>Whether the key ends in "-bin".</summary>
        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);
    }
}
