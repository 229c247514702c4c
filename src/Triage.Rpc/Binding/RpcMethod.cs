using Google.Protobuf;
using Google.Protobuf.Reflection;
using static Google.Protobuf.Reflection.MethodOptions.Types;

namespace Triage.Rpc.Binding;

/// <summary>A method as its descriptor describes it.</summary>
internal sealed class RpcMethod(MethodDescriptor descriptor)
{
    public MethodDescriptor Descriptor { get; } = descriptor;

    /// <summary>"/package.Service/Method".</summary>
    public string Path { get; } = $"/{descriptor.Service.FullName}/{descriptor.Name}";

    /// <summary>"package.Service/Method", as telemetry names it.</summary>
    public string Name { get; } = $"{descriptor.Service.FullName}/{descriptor.Name}";

    public MessageDescriptor RequestType { get; } = descriptor.InputType;

    public MessageParser RequestParser { get; } = descriptor.InputType.Parser;

    /// <summary>One message each way.</summary>
    public bool IsUnary { get; } = !descriptor.IsClientStreaming && !descriptor.IsServerStreaming;

    public bool IsClientStreaming { get; } = descriptor.IsClientStreaming;

    public bool IsServerStreaming { get; } = descriptor.IsServerStreaming;

    public bool IsBidirectional { get; } = descriptor.IsClientStreaming && descriptor.IsServerStreaming;

    /// <summary>Content types that the method takes, for the header <c>Accept-Post</c>.</summary>
    public string AcceptPost { get; } = "application/grpc, application/grpc-web, application/grpc-web-text, "
        + (descriptor.IsClientStreaming || descriptor.IsServerStreaming
            ? "application/connect+json, application/connect+proto"
            : "application/json, application/proto");

    /// <summary>HTTP methods that the method takes, for the header <c>Allow</c>.</summary>
    public string Allow => HasNoSideEffects && IsUnary ? "GET, POST" : "POST";

    /// <summary>Whether the method may be called by HTTP GET.</summary>
    public bool HasNoSideEffects { get; } =
        descriptor.GetOptions()?.IdempotencyLevel == IdempotencyLevel.NoSideEffects;
}
