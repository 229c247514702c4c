using Google.Protobuf;
using Google.Protobuf.Reflection;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Telemetry;

/// <summary>Requests of every method with a word in their fields that must never come out again.</summary>
internal static class Canaries
{
    public const string Word = "zanzibarmarmalade";

    // Deeper than any request of the contract.
    private const int MaxDepth = 6;

    private static readonly FileDescriptor[] Files =
    [
        TriageReflection.Descriptor, PolicyReflection.Descriptor,
        WorkflowReflection.Descriptor, ChannelReflection.Descriptor,
    ];

    public static IEnumerable<MethodDescriptor> Methods =>
        Files.SelectMany(file => file.Services).SelectMany(service => service.Methods);

    /// <summary>Makes the requests of a method: the word in all fields at once,
    /// and in each alone beside a good query.</summary>
    public static IEnumerable<IMessage> RequestsOf(MethodDescriptor method)
    {
        int fields = 0;
        IMessage all = method.InputType.Parser.ParseFrom([]);
        Plant(all, only: -1, ref fields, 0);
        yield return all;
        for (int i = 0; i < fields; i++)
        {
            IMessage one = method.InputType.Parser.ParseFrom([]);
            int seen = 0;
            Plant(one, only: i, ref seen, 0);
            yield return one;
            if (one is TriageRequest { Text: "" } query)
            {
                query.Text = "Where is my order?";
                yield return query;
            }
        }
    }

    /// <summary>Plants the word in the strings and bytes of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="only">Number of the one field to plant it in; less than 0: in all.</param>
    /// <param name="seen">Counts the fields.</param>
    /// <param name="depth">How deep the message lies.</param>
    private static void Plant(IMessage message, int only, ref int seen, int depth)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder().Where(_ => depth < MaxDepth))
        {
            if (field.IsMap)
            {
                var map = (System.Collections.IDictionary)field.Accessor.GetValue(message);
                bool isText = field.MessageType.FindFieldByName("value").FieldType == FieldType.String;
                if (only < 0 || only == seen)
                {
                    map[Word] = isText ? Word : 1;
                }

                seen++;
            }
            else if (field.FieldType == FieldType.Message)
            {
                PlantMessage(message, field, only, ref seen, depth);
            }
            else if (field.FieldType is FieldType.String or FieldType.Bytes)
            {
                if (only < 0 || only == seen)
                {
                    Set(message, field, field.FieldType == FieldType.String ? Word : ByteString.CopyFromUtf8(Word));
                }

                seen++;
            }
        }
    }

    private static void PlantMessage(IMessage message, FieldDescriptor field, int only, ref int seen, int depth)
    {
        if (field.MessageType.File.Package.StartsWith("google.", StringComparison.Ordinal))
        {
            return;
        }

        int before = seen;
        IMessage inner = field.MessageType.Parser.ParseFrom([]);
        Plant(inner, only, ref seen, depth + 1);
        if (only < 0 || (only >= before && only < seen))
        {
            Set(message, field, inner);
        }
    }

    private static void Set(IMessage message, FieldDescriptor field, object value)
    {
        if (field.IsRepeated)
        {
            ((System.Collections.IList)field.Accessor.GetValue(message)).Add(value);
        }
        else
        {
            field.Accessor.SetValue(message, value);
        }
    }
}
