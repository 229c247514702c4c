using System.Reflection;
using Google.Protobuf.Reflection;

namespace Triage.Rpc.Binding;

/// <summary>Finds the methods of a service class by descriptor and makes typed delegates of them, once.</summary>
internal static class ServiceBinder
{
    /// <summary>One handler for each method of the descriptor; a method that the class lacks answers
    /// UNIMPLEMENTED.</summary>
    /// <exception cref="InvalidOperationException">A method of the right name has another signature.</exception>
    public static IReadOnlyList<MethodHandler> Bind(object service, ServiceDescriptor descriptor) =>
        [.. descriptor.Methods.Select(method => Bind(service, new RpcMethod(method)))];

    private static MethodHandler Bind(object service, RpcMethod method)
    {
        MethodInfo[] candidates = service.GetType().GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(m => m.Name == method.Descriptor.Name)
            .ToArray();
        if (candidates.Length == 0)
        {
            return new UnimplementedHandler(method);
        }

        (Type handler, Type signature) = Shape(method);
        Type[] types = [method.Descriptor.InputType.ClrType, method.Descriptor.OutputType.ClrType];
        Type delegateType = signature.MakeGenericType(types);
        Delegate? invoke = candidates
            .Select(m => Delegate.CreateDelegate(delegateType, service, m, throwOnBindFailure: false))
            .FirstOrDefault(d => d is not null);
        if (invoke is null)
        {
            throw new InvalidOperationException(
                $"{service.GetType()}.{method.Descriptor.Name}: expected the signature of {delegateType}");
        }

        return (MethodHandler)Activator.CreateInstance(
            handler.MakeGenericType(types), method, invoke, service as IResponseObserver)!;
    }

    private static (Type Handler, Type Signature) Shape(RpcMethod method) =>
        (method.Descriptor.IsClientStreaming, method.Descriptor.IsServerStreaming) switch
        {
            (false, false) => (typeof(UnaryHandler<,>), typeof(UnaryMethod<,>)),
            (false, true) => (typeof(ServerStreamingHandler<,>), typeof(ServerStreamingMethod<,>)),
            (true, false) => (typeof(ClientStreamingHandler<,>), typeof(ClientStreamingMethod<,>)),
            (true, true) => (typeof(BidirectionalHandler<,>), typeof(BidirectionalMethod<,>)),
        };
}
