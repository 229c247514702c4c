using System.Buffers;
using Google.Protobuf;
using Triage.Rpc.Binding;
using Triage.Rpc.Errors;

namespace Triage.Rpc.Messages;

/// <summary>The binary encoding of protobuf.</summary>
internal sealed class ProtoCodec : MessageCodec
{
    public static readonly ProtoCodec Instance = new();

    private ProtoCodec()
    {
    }

    public override IMessage Decode(RpcMethod method, in ReadOnlySequence<byte> payload)
    {
        try
        {
            return method.RequestParser.ParseFrom(payload);
        }
        catch (InvalidProtocolBufferException)
        {
            throw Faults.Malformed("", $"expected the protobuf encoding of {method.RequestType.FullName}, got other bytes");
        }
    }

    public override void Encode(IMessage message, IBufferWriter<byte> output) => message.WriteTo(output);
}
