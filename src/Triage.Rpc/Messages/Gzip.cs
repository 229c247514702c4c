using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Triage.Rpc.Errors;

namespace Triage.Rpc.Messages;

/// <summary>The one compression that every gRPC and Connect client knows.</summary>
internal static class Gzip
{
    public const string Name = "gzip";

    private const int ChunkBytes = 16 * 1_024;

    /// <summary>Whether an encoding is one that we read; empty for none.</summary>
    public static bool IsKnown(string encoding) => encoding is "" or "identity" or Name;

    /// <summary>Whether a caller reads gzip: it says so, or says nothing and sends gzip itself.</summary>
    public static bool IsAcceptedBy(IHeaderDictionary headers, string acceptHeader, string encodingHeader)
    {
        StringValues accepted = headers[acceptHeader];
        return accepted.Count > 0 ? Contains(accepted.ToString()) : headers[encodingHeader] == Name;
    }

    /// <summary>Compressed bytes; the caller disposes of them.</summary>
    public static PooledBuffer Deflate(ReadOnlySpan<byte> bytes)
    {
        var output = new PooledBuffer((bytes.Length / 2) + 64);
        using var stream = new BufferWriterStream(output);
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return output;
    }

    /// <summary>Inflated bytes, at most <paramref name="maxBytes"/>; the caller disposes of them.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: more bytes; INVALID_ARGUMENT: no gzip.</exception>
    public static PooledBuffer Inflate(in ReadOnlySequence<byte> bytes, int maxBytes)
    {
        var output = new PooledBuffer(ChunkBytes);
        try
        {
            using var gzip = new GZipStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
            while (gzip.Read(output.GetSpan(ChunkBytes)) is > 0 and int read)
            {
                output.Advance(read);
                if (output.Written.Length > maxBytes)
                {
                    throw Faults.InflatedTooLarge(maxBytes);
                }
            }

            // The stream ends without a word when its input is cut off; the last four bytes tell (RFC 1952, ISIZE).
            if (!bytes.IsEmpty && ReadLength(bytes) != (uint)output.Written.Length)
            {
                throw new InvalidDataException();
            }

            return output;
        }
        catch (Exception e)
        {
            output.Dispose();
            if (e is InvalidDataException)
            {
                throw Faults.Malformed("", "expected gzip, got other bytes");
            }

            throw;
        }
    }

    /// <summary>Whether a list such as "identity, deflate, gzip;q=1" contains gzip.</summary>
    private static bool Contains(string acceptEncoding)
    {
        foreach (Range part in acceptEncoding.AsSpan().Split(','))
        {
            ReadOnlySpan<char> coding = acceptEncoding.AsSpan(part);
            int parameters = coding.IndexOf(';');
            ReadOnlySpan<char> name = (parameters < 0 ? coding : coding[..parameters]).Trim();
            if (name.Equals(Name, StringComparison.OrdinalIgnoreCase))
            {
                return parameters < 0 || !IsZeroQuality(coding[(parameters + 1)..].Trim());
            }
        }

        return false;
    }

    private static uint ReadLength(in ReadOnlySequence<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        bytes.Slice(Math.Max(0, bytes.Length - length.Length)).CopyTo(length);
        return BinaryPrimitives.ReadUInt32LittleEndian(length);
    }

    private static bool IsZeroQuality(ReadOnlySpan<char> parameter) =>
        parameter.StartsWith("q=0", StringComparison.OrdinalIgnoreCase) && !parameter[3..].ContainsAnyInRange('1', '9');

    private sealed class BufferWriterStream(IBufferWriter<byte> output) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer) => output.Write(buffer);
    }
}
