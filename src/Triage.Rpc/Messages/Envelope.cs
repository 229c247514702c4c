using System.Buffers;
using System.Buffers.Binary;

namespace Triage.Rpc.Messages;

/// <summary>What stands before a message in a body: one byte of flags, four of length, big-endian.</summary>
internal static class Envelope
{
    public const int PrefixBytes = 5;

    /// <summary>The message is compressed.</summary>
    public const byte CompressedFlag = 1;

    public static void WritePrefix(IBufferWriter<byte> output, byte flags, int length)
    {
        WritePrefix(output.GetSpan(PrefixBytes), flags, length);
        output.Advance(PrefixBytes);
    }

    public static void WritePrefix(Span<byte> output, byte flags, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(output[1..], length);
        output[0] = flags;
    }

    /// <summary>Takes the prefix off a buffer.</summary>
    /// <returns><see langword="false"/> when the buffer is shorter.</returns>
    public static bool TryReadPrefix(in ReadOnlySequence<byte> buffer, out byte flags, out uint length)
    {
        (flags, length) = (0, 0);
        if (buffer.Length < PrefixBytes)
        {
            return false;
        }

        scoped ReadOnlySpan<byte> first = buffer.FirstSpan;
        if (first.Length < PrefixBytes)
        {
            Span<byte> prefix = stackalloc byte[PrefixBytes];
            buffer.Slice(0, PrefixBytes).CopyTo(prefix);
            first = prefix;
        }

        flags = first[0];
        length = BinaryPrimitives.ReadUInt32BigEndian(first[1..]);
        return true;
    }
}
