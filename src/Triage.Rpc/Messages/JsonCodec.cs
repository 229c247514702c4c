using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Google.Protobuf;
using Triage.Rpc.Binding;
using Triage.Rpc.Errors;

namespace Triage.Rpc.Messages;

/// <summary>The JSON mapping of protobuf; unknown fields are errors.</summary>
internal sealed class JsonCodec(int maxDepth) : MessageCodec
{
    private static readonly JsonFormatter Formatter = JsonFormatter.Default;

    // One more than allowed: what is too deep is then told from what is no JSON.
    private readonly JsonReaderOptions _readerOptions = new() { MaxDepth = maxDepth + 1 };

    public override IMessage Decode(RpcMethod method, in ReadOnlySequence<byte> payload)
    {
        byte[] utf8 = payload.ToArray();
        CheckSyntax(utf8);
        string json = Encoding.UTF8.GetString(utf8);
        try
        {
            return JsonParser.Default.Parse(json, method.RequestType);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw JsonFaults.Explain(utf8, method.RequestType);
        }
    }

    public override void Encode(IMessage message, IBufferWriter<byte> output) =>
        Encoding.UTF8.GetBytes(Formatter.Format(message), output);

    /// <summary>Checks what <see cref="JsonParser"/> does not: UTF-8, and nesting of arrays, which it follows by
    /// recursion without a limit.</summary>
    private void CheckSyntax(byte[] utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw Faults.Malformed("", "expected JSON in UTF-8, got other bytes");
        }

        var reader = new Utf8JsonReader(utf8, _readerOptions);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray
                    && reader.CurrentDepth == maxDepth)
                {
                    throw JsonFaults.TooDeep(utf8, (int)reader.TokenStartIndex, maxDepth);
                }
            }
        }
        catch (JsonException e)
        {
            throw JsonFaults.NotWellFormed(utf8, e);
        }
    }
}
