using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Triage.Rpc.Errors;

namespace Triage.Rpc.Messages;

/// <summary>Names the field of a JSON request that does not fit its message; only ever runs on bad requests.</summary>
internal static class JsonFaults
{
    // Finding the field parses parts of the request again, once for each level of nesting.
    private const int MaxExplainedBytes = 64 * 1_024;

    /// <summary>The error for JSON that is nested deeper than allowed.</summary>
    /// <param name="utf8">The request.</param>
    /// <param name="position">Where the first object or array that is too deep begins, in bytes.</param>
    /// <param name="maxDepth">How deep objects and arrays may be nested.</param>
    public static RpcException TooDeep(ReadOnlySpan<byte> utf8, int position, int maxDepth)
    {
        ReadOnlySpan<byte> before = utf8[..position];
        int line = before.Count((byte)'\n') + 1;
        int column = position - before.LastIndexOf((byte)'\n');
        return Faults.Malformed("", string.Create(
            CultureInfo.InvariantCulture,
            $"expected JSON nested at most {maxDepth} deep, got deeper at line {line}, byte {column}"));
    }

    /// <summary>The error for bytes that are no JSON.</summary>
    /// <param name="utf8">The request.</param>
    /// <param name="exception">What the reader says; lines and bytes count from 0.</param>
    public static RpcException NotWellFormed(ReadOnlySpan<byte> utf8, JsonException exception)
    {
        long line = exception.LineNumber ?? 0;
        long column = exception.BytePositionInLine ?? 0;
        int position = 0;
        for (long skipped = 0; skipped < line; skipped++)
        {
            position += utf8[position..].IndexOf((byte)'\n') + 1;
        }

        return Faults.Malformed("", string.Create(
            CultureInfo.InvariantCulture,
            $"expected well-formed JSON, got {DescribeAt(utf8, position + (int)column)} at line {line + 1}, byte "
            + $"{column + 1}"));
    }

    /// <summary>What stands somewhere, by its kind: it may be the customer's words.</summary>
    private static string DescribeAt(ReadOnlySpan<byte> utf8, int position)
    {
        if (position >= utf8.Length)
        {
            return "the end of the body";
        }

        byte found = utf8[position];
        return found switch
        {
            (byte)'{' or (byte)'}' or (byte)'[' or (byte)']' or (byte)':' or (byte)',' => $"'{(char)found}'",
            (byte)'"' => "a quotation mark",
            (byte)'\'' => "an apostrophe",
            (byte)'\\' => "a backslash",
            (byte)' ' => "a space",
            < (byte)' ' or 0x7F => "a control character that is not escaped",
            >= (byte)'0' and <= (byte)'9' => "a digit",
            _ => "a letter or sign",
        };
    }

    /// <summary>The error for a request that <see cref="JsonParser"/> refuses.</summary>
    /// <param name="utf8">Well-formed JSON.</param>
    /// <param name="type">The message that it does not fit.</param>
    public static RpcException Explain(byte[] utf8, MessageDescriptor type)
    {
        if (utf8.Length <= MaxExplainedBytes)
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 128 });
            try
            {
                if (Find(document.RootElement, type, "") is { } fault)
                {
                    return fault;
                }
            }
            catch (InvalidOperationException)
            {
                // A name that is no text: JsonProperty refuses to read it.
                return Faults.Malformed("", "expected field names without lone surrogates, got one with");
            }
        }

        return Faults.Malformed("", $"expected the JSON mapping of {type.FullName}, got other JSON");
    }

    private static RpcException? Find(JsonElement element, MessageDescriptor type, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Faults.Malformed(path, $"expected an object, got {KindOf(element)}");
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (FindField(type, property.Name) is not { } field)
            {
                string name = property.Name.Length <= 64 ? property.Name : property.Name[..64];
                string known = string.Join(", ", type.Fields.InDeclarationOrder().Select(known => known.JsonName));
                return Faults.Malformed(Join(path, name), $"unknown field of {type.FullName}, expected one of {known}");
            }

            if (!Parses(type, Wrap(property.Name, property.Value)))
            {
                return FindIn(property.Value, field, type, property.Name, Join(path, field.Name));
            }
        }

        return null;
    }

    /// <summary>The fault within the value of one field.</summary>
    private static RpcException FindIn(
        JsonElement value, FieldDescriptor field, MessageDescriptor type, string name, string path)
    {
        if (field.IsMap && value.ValueKind == JsonValueKind.Object)
        {
            FieldDescriptor item = field.MessageType.FindFieldByNumber(2);
            foreach (JsonProperty entry in value.EnumerateObject())
            {
                if (!Parses(type, Wrap(name, Wrap(entry.Name, entry.Value))))
                {
                    return FindInItem(entry.Value, item, Join(path, entry.Name));
                }
            }
        }
        else if (field.IsRepeated && !field.IsMap && value.ValueKind == JsonValueKind.Array)
        {
            int index = 0;
            foreach (JsonElement item in value.EnumerateArray())
            {
                if (!Parses(type, Wrap(name, $"[{item.GetRawText()}]")))
                {
                    return FindInItem(item, field, $"{path}[{index}]");
                }

                index++;
            }
        }
        else if (!field.IsRepeated)
        {
            return FindInItem(value, field, path);
        }

        return Faults.Malformed(path, $"expected {(field.IsMap ? "an object" : "an array")}, got {KindOf(value)}");
    }

    private static RpcException FindInItem(JsonElement value, FieldDescriptor field, string path)
    {
        bool isPlainMessage = field.FieldType == FieldType.Message
            && field.MessageType.File.Package != "google.protobuf";
        return (isPlainMessage ? Find(value, field.MessageType, path) : null)
            ?? Faults.Malformed(path, $"expected {Expected(field)}, got {Describe(value, field)}");
    }

    private static bool Parses(MessageDescriptor type, string json)
    {
        try
        {
            JsonParser.Default.Parse(json, type);
            return true;
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException)
        {
            return false;
        }
    }

    private static FieldDescriptor? FindField(MessageDescriptor type, string name) =>
        type.Fields.InDeclarationOrder().FirstOrDefault(f => f.JsonName == name || f.Name == name);

    private static string Wrap(string name, JsonElement value) => Wrap(name, value.GetRawText());

    private static string Wrap(string name, string json) => $"{{{JsonSerializer.Serialize(name)}:{json}}}";

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Expected(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => "a string",
        FieldType.Bytes => "a string in base64",
        FieldType.Bool => "true or false",
        FieldType.Float or FieldType.Double => "a number",
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => "an integer from -2^31 to 2^31 - 1",
        FieldType.UInt32 or FieldType.Fixed32 => "an integer from 0 to 2^32 - 1",
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => "an integer from -2^63 to 2^63 - 1",
        FieldType.UInt64 or FieldType.Fixed64 => "an integer from 0 to 2^64 - 1",
        FieldType.Enum => "one of " + string.Join(", ", field.EnumType.Values.Select(v => v.Name)),
        FieldType.Message when field.MessageType.FullName == "google.protobuf.Timestamp" =>
            "an instant such as \"2026-01-31T09:30:00Z\"",
        FieldType.Message when field.MessageType.FullName == "google.protobuf.Duration" =>
            "a duration such as \"1.5s\"",
        FieldType.Message => $"the JSON mapping of {field.MessageType.FullName}",
        _ => "another value",
    };

    /// <summary>What came: its kind, and what is wrong with it when the kind is right. Never the value itself, which
    /// may be the customer's words.</summary>
    private static string Describe(JsonElement value, FieldDescriptor field) =>
        (value.ValueKind, field.FieldType) switch
        {
            (JsonValueKind.String, FieldType.String) => "a string with a lone surrogate",
            (JsonValueKind.String, FieldType.Enum) => "another string",
            (JsonValueKind.String, FieldType.Bytes or FieldType.Message) => "a string of another form",
            (JsonValueKind.Number, not (FieldType.String or FieldType.Bytes or FieldType.Bool or FieldType.Message)) =>
                "a number out of range or not whole",
            _ => KindOf(value),
        };

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };
}
