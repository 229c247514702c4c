using System.Buffers;
using Google.Protobuf;
using Triage.Rpc.Binding;

namespace Triage.Rpc.Messages;

/// <summary>How messages are written as bytes.</summary>
internal abstract class MessageCodec
{
    /// <summary>Reads the request message of a method.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: the bytes are no such message.</exception>
    public abstract IMessage Decode(RpcMethod method, in ReadOnlySequence<byte> payload);

    public abstract void Encode(IMessage message, IBufferWriter<byte> output);
}
