using System.Text.Unicode;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Triage.Rpc.Messages;

/// <summary>Finds strings of a protobuf message that are not UTF-8. The parser of C# puts U+FFFD in their place, where
/// the specification and the parsers of other languages refuse the message.</summary>
internal static class Utf8Check
{
    /// <summary>Path of the first string that is not UTF-8, such as "context.conversation_id"; null when all
    /// are.</summary>
    /// <param name="message">Bytes that the parser has accepted.</param>
    /// <param name="type">Type of the message.</param>
    public static string? FindInvalid(ReadOnlySpan<byte> message, MessageDescriptor type)
    {
        // Text in ASCII, as most of it is.
        if (System.Text.Ascii.IsValid(message))
        {
            return null;
        }

        while (!message.IsEmpty)
        {
            uint tag = (uint)ReadVarint(ref message);
            switch (WireFormat.GetTagWireType(tag))
            {
                case WireFormat.WireType.Varint:
                    ReadVarint(ref message);
                    break;
                case WireFormat.WireType.Fixed64:
                    message = message[sizeof(ulong)..];
                    break;
                case WireFormat.WireType.Fixed32:
                    message = message[sizeof(uint)..];
                    break;
                case WireFormat.WireType.LengthDelimited:
                    int length = (int)ReadVarint(ref message);
                    string? path = FindInvalid(
                        message[..length], type.FindFieldByNumber(WireFormat.GetTagFieldNumber(tag)));
                    if (path is not null)
                    {
                        return path;
                    }

                    message = message[length..];
                    break;
                default:
                    // Groups are of proto2; none of our messages has one, and unknown ones hold no text of ours.
                    return null;
            }
        }

        return null;
    }

    private static string? FindInvalid(ReadOnlySpan<byte> value, FieldDescriptor? field) => field?.FieldType switch
    {
        FieldType.String => Utf8.IsValid(value) ? null : field.Name,
        FieldType.Message => FindInvalid(value, field.MessageType) is { } inner ? $"{field.Name}.{inner}" : null,
        _ => null,
    };

    private static ulong ReadVarint(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (int i = 0; ; i++)
        {
            value |= (ulong)(message[i] & 127) << (7 * i);
            if (message[i] < 128)
            {
                message = message[(i + 1)..];
                return value;
            }
        }
    }
}
