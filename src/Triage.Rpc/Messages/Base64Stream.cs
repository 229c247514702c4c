using System.Buffers;
using System.Buffers.Text;
using Triage.Rpc.Errors;

namespace Triage.Rpc.Messages;

/// <summary>Decodes base64 as it is read. Several padded pieces may follow one another.</summary>
internal sealed class Base64Stream(Stream text) : Stream
{
    private const int QuadBytes = 4;

    private readonly byte[] _quads = new byte[4_096];
    private readonly byte[] _decoded = new byte[4_096 / QuadBytes * 3];
    private int _held;
    private int _start;
    private int _end;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_start == _end)
        {
            int read = await text.ReadAsync(_quads.AsMemory(_held), cancellationToken);
            if (read == 0)
            {
                return _held == 0 ? 0 : throw Malformed();
            }

            Decode(_held + read);
        }

        int count = Math.Min(buffer.Length, _end - _start);
        _decoded.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Decodes all whole quads of the first <paramref name="length"/> characters and keeps the rest.</summary>
    private void Decode(int length)
    {
        int whole = length / QuadBytes * QuadBytes;
        (_start, _end) = (0, 0);
        for (int at = 0; at < whole;)
        {
            // A piece ends with the first padded quad; the decoder takes one piece at a time.
            int padding = _quads.AsSpan(at, whole - at).IndexOf((byte)'=');
            int piece = padding < 0 ? whole - at : ((padding / QuadBytes) + 1) * QuadBytes;
            OperationStatus status = Base64.DecodeFromUtf8(
                _quads.AsSpan(at, piece), _decoded.AsSpan(_end), out int consumed, out int written);
            if (status != OperationStatus.Done || consumed != piece)
            {
                throw Malformed();
            }

            at += piece;
            _end += written;
        }

        _held = length - whole;
        _quads.AsSpan(whole, _held).CopyTo(_quads);
    }

    private static RpcException Malformed() => Faults.Malformed("", "expected base64, got other bytes");
}
