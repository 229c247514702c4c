using Google.Protobuf;
using Triage.Rpc.Calls;

namespace Triage.Rpc.Binding;

/// <summary>Reads the request of a call, runs its service method, writes the response.</summary>
internal abstract class MethodHandler(RpcMethod method)
{
    public RpcMethod Method { get; } = method;

    public abstract Task InvokeAsync(ServerCall call);
}

internal delegate Task<TResponse> UnaryMethod<TRequest, TResponse>(TRequest request, ServerCallContext context);

internal delegate Task ServerStreamingMethod<TRequest, TResponse>(
    TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context);

internal delegate Task<TResponse> ClientStreamingMethod<TRequest, TResponse>(
    IAsyncStreamReader<TRequest> requests, ServerCallContext context);

internal delegate Task BidirectionalMethod<TRequest, TResponse>(
    IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, ServerCallContext context);

internal sealed class UnaryHandler<TRequest, TResponse>(
    RpcMethod method, UnaryMethod<TRequest, TResponse> invoke, IResponseObserver? observer) : MethodHandler(method)
    where TRequest : class, IMessage
    where TResponse : class, IMessage
{
    public override async Task InvokeAsync(ServerCall call)
    {
        var request = (TRequest)await call.ReadSingleAsync();
        TResponse response = await invoke(request, call);
        await call.WriteSingleAsync(response);
        observer?.Written(response);
    }
}

internal sealed class ServerStreamingHandler<TRequest, TResponse>(
    RpcMethod method, ServerStreamingMethod<TRequest, TResponse> invoke, IResponseObserver? observer)
    : MethodHandler(method)
    where TRequest : class, IMessage
    where TResponse : class, IMessage
{
    public override async Task InvokeAsync(ServerCall call)
    {
        var request = (TRequest)await call.ReadSingleAsync();
        await invoke(request, new StreamWriter<TResponse>(call, observer), call);
    }
}

internal sealed class ClientStreamingHandler<TRequest, TResponse>(
    RpcMethod method, ClientStreamingMethod<TRequest, TResponse> invoke, IResponseObserver? observer)
    : MethodHandler(method)
    where TRequest : class, IMessage
    where TResponse : class, IMessage
{
    public override async Task InvokeAsync(ServerCall call)
    {
        TResponse response = await invoke(new StreamReader<TRequest>(call), call);
        await call.WriteSingleAsync(response);
        observer?.Written(response);
    }
}

internal sealed class BidirectionalHandler<TRequest, TResponse>(
    RpcMethod method, BidirectionalMethod<TRequest, TResponse> invoke, IResponseObserver? observer)
    : MethodHandler(method)
    where TRequest : class, IMessage
    where TResponse : class, IMessage
{
    public override Task InvokeAsync(ServerCall call) =>
        invoke(new StreamReader<TRequest>(call), new StreamWriter<TResponse>(call, observer), call);
}

/// <summary>A method that the service class lacks.</summary>
internal sealed class UnimplementedHandler(RpcMethod method) : MethodHandler(method)
{
    public override Task InvokeAsync(ServerCall call) => throw Errors.Faults.Unimplemented(Method.Path);
}
