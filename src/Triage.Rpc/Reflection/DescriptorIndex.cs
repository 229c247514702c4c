using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Triage.Rpc.Reflection;

/// <summary>Every file of protos that the mapped services need, by name and by the symbols that it declares.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _bySymbol = new(StringComparer.Ordinal);

    public DescriptorIndex(IReadOnlyList<ServiceDescriptor> services)
    {
        ServiceNames = [.. services.Select(s => s.FullName).Order(StringComparer.Ordinal)];
        foreach (ServiceDescriptor service in services)
        {
            Add(service.File);
        }
    }

    public IReadOnlyList<string> ServiceNames { get; }

    public FileDescriptor? FindFile(string name) => _byName.GetValueOrDefault(name);

    public FileDescriptor? FindSymbol(string name) => _bySymbol.GetValueOrDefault(name);

    /// <summary>A file and all that it imports, each once, serialised.</summary>
    public static IEnumerable<ByteString> WithImports(FileDescriptor file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { file.Name };
        var queue = new Queue<FileDescriptor>([file]);
        while (queue.TryDequeue(out FileDescriptor? next))
        {
            yield return next.SerializedData;
            foreach (FileDescriptor import in next.Dependencies.Where(d => seen.Add(d.Name)))
            {
                queue.Enqueue(import);
            }
        }
    }

    private void Add(FileDescriptor file)
    {
        if (!_byName.TryAdd(file.Name, file))
        {
            return;
        }

        foreach (ServiceDescriptor service in file.Services)
        {
            AddSymbols([service, .. service.Methods]);
        }

        foreach (MessageDescriptor message in file.MessageTypes)
        {
            Add(message);
        }

        foreach (EnumDescriptor type in file.EnumTypes)
        {
            AddSymbols([type, .. type.Values]);
        }

        foreach (FileDescriptor import in file.Dependencies)
        {
            Add(import);
        }
    }

    private void Add(MessageDescriptor message)
    {
        AddSymbols([message, .. message.Fields.InDeclarationOrder(), .. message.Oneofs]);
        foreach (EnumDescriptor type in message.EnumTypes)
        {
            AddSymbols([type, .. type.Values]);
        }

        foreach (MessageDescriptor nested in message.NestedTypes)
        {
            Add(nested);
        }
    }

    private void AddSymbols(IEnumerable<IDescriptor> symbols)
    {
        foreach (IDescriptor symbol in symbols)
        {
            _bySymbol.TryAdd(symbol.FullName, symbol.File);
        }
    }
}
