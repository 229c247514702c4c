using System.Buffers;
using System.IO.Pipelines;
using Google.Protobuf;
using Triage.Rpc.Errors;
using Triage.Rpc.Messages;

namespace Triage.Rpc.Calls;

internal abstract partial class EnvelopedCall
{
    protected RequestBody Input { get; init; } = new(http.Request.BodyReader);

    public sealed override ValueTask<IMessage> ReadSingleAsync()
    {
        // The common case: the whole request has come, and nothing waits.
        if (Input.TryRead(out ReadResult result))
        {
            ReadOnlySequence<byte> buffer = result.Buffer;
            SequencePosition consumed = buffer.Start;
            try
            {
                if (result.IsCompleted
                    && TryTake(ref buffer, out byte flags, out ReadOnlySequence<byte> payload)
                    && buffer.IsEmpty)
                {
                    consumed = buffer.End;
                    return ValueTask.FromResult(Decode(flags, payload));
                }
            }
            finally
            {
                Input.AdvanceTo(consumed, result.Buffer.End);
            }
        }

        return ReadSingleSlowAsync();
    }

    public sealed override async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!Input.TryRead(out ReadResult result))
            {
                result = await ReadOnAsync(Input, cancellationToken);
            }

            ReadOnlySequence<byte> buffer = result.Buffer;
            SequencePosition examined = buffer.End;
            try
            {
                if (TryTake(ref buffer, out byte flags, out ReadOnlySequence<byte> payload))
                {
                    examined = buffer.Start;
                    return Decode(flags, payload);
                }

                if (result.IsCompleted)
                {
                    return buffer.IsEmpty
                        ? null
                        : throw Faults.Malformed("", "expected whole messages, got one cut off");
                }
            }
            finally
            {
                Input.AdvanceTo(buffer.Start, examined);
            }
        }
    }

    private async ValueTask<IMessage> ReadSingleSlowAsync()
    {
        IMessage message = await ReadAsync(CancellationToken.None) ?? throw Faults.Cardinality("none");
        return await ReadAsync(CancellationToken.None) is null ? message : throw Faults.Cardinality("several");
    }

    /// <summary>Takes one envelope off the front of a buffer.</summary>
    private bool TryTake(ref ReadOnlySequence<byte> buffer, out byte flags, out ReadOnlySequence<byte> payload)
    {
        payload = default;
        if (!Envelope.TryReadPrefix(buffer, out flags, out uint length))
        {
            return false;
        }

        CheckReceiveSize(length);
        if (buffer.Length - Envelope.PrefixBytes < length)
        {
            return false;
        }

        payload = buffer.Slice(Envelope.PrefixBytes, length);
        buffer = buffer.Slice(payload.End);
        return true;
    }

    private IMessage Decode(byte flags, in ReadOnlySequence<byte> payload)
    {
        if (flags == 0)
        {
            IsRequestCompressed = false;
            return Codec.Decode(RpcMethod, payload);
        }

        if (flags != Envelope.CompressedFlag)
        {
            throw Faults.Malformed("", $"expected the flags 0 or 1 before a message, got {flags}");
        }

        string encoding = Http.Request.Headers[EncodingHeader].ToString();
        if (encoding is "" or "identity")
        {
            throw Faults.CompressedWithoutEncoding(EncodingHeader);
        }

        if (encoding != Gzip.Name)
        {
            throw Faults.UnknownEncoding(EncodingHeader, encoding);
        }

        IsRequestCompressed = true;
        using PooledBuffer inflated = Gzip.Inflate(payload, Runtime.MaxInflatedMessageBytes);
        return Codec.Decode(RpcMethod, new ReadOnlySequence<byte>(inflated.Written));
    }
}
