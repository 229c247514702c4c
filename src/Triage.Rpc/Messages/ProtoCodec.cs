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
            IMessage message = method.RequestParser.ParseFrom(payload);
            ReadOnlySpan<byte> bytes = payload.IsSingleSegment ? payload.FirstSpan : payload.ToArray();
            return Utf8Check.FindInvalid(bytes, method.RequestType) is { } field
                ? throw Faults.Malformed(field, "expected a string in UTF-8, got other bytes")
                : message;
        }
        catch (InvalidProtocolBufferException)
        {
            throw Faults.Malformed(
                "", $"expected the protobuf encoding of {method.RequestType.FullName}, got other bytes");
        }
    }

    public override void Encode(IMessage message, IBufferWriter<byte> output) => message.WriteTo(output);
}
