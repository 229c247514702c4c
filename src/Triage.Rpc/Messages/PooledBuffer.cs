using System.Buffers;

namespace Triage.Rpc.Messages;

/// <summary>A growing buffer whose memory goes back to the shared pool.</summary>
internal sealed class PooledBuffer(int initialBytes) : IBufferWriter<byte>, IDisposable
{
    private const int MaxKeptBytes = 16 * 1_024; // bytes, 16 KiB

    [ThreadStatic]
    private static PooledBuffer? _ofThread;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(initialBytes);
    private int _written;

    /// <summary>A buffer for what begins and ends on this thread without a wait; its memory is kept for the
    /// next.</summary>
    public static PooledBuffer OfThread() => _ofThread ??= new PooledBuffer(1_024);

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _written);

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(_written);
    }

    /// <summary>Forgets what is written and keeps the memory.</summary>
    public void Clear() => _written = 0;

    public void Dispose()
    {
        if (this == _ofThread && _bytes.Length <= MaxKeptBytes)
        {
            Clear();
            return;
        }

        byte[] bytes = _bytes;
        _bytes = [];
        _written = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Grow(int sizeHint)
    {
        int needed = _written + Math.Max(sizeHint, 256);
        if (needed <= _bytes.Length)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _bytes.Length * 2));
        _bytes.AsSpan(0, _written).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
