using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Testing;
using Microsoft.AspNetCore.Builder;
using Triage.Interop;
using Triage.Rpc.Tests.Interop;

[assembly: AssemblyFixture(typeof(InteropFixture))]

namespace Triage.Rpc.Tests.Interop;

/// <summary>The interop server, and its protos as a file that clients of any language load.</summary>
public sealed class InteropFixture : IAsyncLifetime
{
    private readonly WebApplication _server = InteropServer.Build(0, 0);

    public string DescriptorsPath { get; } = Path.GetTempFileName();

    public Uri Http2 { get; private set; } = null!;

    public Uri Http1 { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var files = new FileDescriptorSet();
        foreach (FileDescriptor file in TestReflection.Descriptor.Dependencies.Append(TestReflection.Descriptor))
        {
            files.File.Add(ReadWithJsonNames(file));
        }

        await File.WriteAllBytesAsync(DescriptorsPath, files.ToByteArray());
        await _server.StartAsync();
        Http2 = new Uri(_server.Urls.First());
        Http1 = new Uri(_server.Urls.Last());
    }

    /// <summary>The file as protoc writes it for other languages: what C# embeds lacks the JSON names.</summary>
    private static FileDescriptorProto ReadWithJsonNames(FileDescriptor file)
    {
        FileDescriptorProto proto = FileDescriptorProto.Parser.ParseFrom(file.SerializedData);
        foreach ((DescriptorProto message, MessageDescriptor type) in proto.MessageType.Zip(file.MessageTypes))
        {
            foreach (FieldDescriptorProto field in message.Field)
            {
                field.JsonName = type.FindFieldByNumber(field.Number).JsonName;
            }
        }

        return proto;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        File.Delete(DescriptorsPath);
    }
}
