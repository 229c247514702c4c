using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Triage.Rpc.Binding;
using Triage.Rpc.Calls;
using Triage.Rpc.Health;
using Triage.Rpc.Reflection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;
using V1 = Grpc.Reflection.V1;
using V1Alpha = Grpc.Reflection.V1Alpha;

namespace Triage.Rpc;

/// <summary>Mapping of service classes to routes.</summary>
public static class RpcEndpointExtensions
{
    // Kestrel takes bodies of 30 MB by default; lifting that costs every call a little.
    private const int LargeMessageBytes = 16 * 1_024 * 1_024; // bytes, 16 MiB

    /// <summary>Maps each method of a service to the route "/package.Service/Method".</summary>
    /// <typeparam name="TService">Class with a public method for each method of the descriptor, registered as a
    /// singleton. A method that it lacks answers UNIMPLEMENTED.</typeparam>
    /// <param name="endpoints">The routes of the host.</param>
    /// <param name="descriptor">The service, from the generated <c>…Reflection.Descriptor.Services</c>.</param>
    /// <returns>The endpoints, for conventions such as authorization.</returns>
    /// <exception cref="InvalidOperationException">The class is not registered as a singleton, or a method of it has
    /// another signature than the descriptor asks for.</exception>
    public static IEndpointConventionBuilder MapRpcService<TService>(
        this IEndpointRouteBuilder endpoints, ServiceDescriptor descriptor)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        IServiceProvider services = endpoints.ServiceProvider;
        var runtime = services.GetRequiredService<RpcRuntime>();
        var registry = services.GetRequiredService<RpcServiceRegistry>();
        registry.Add(descriptor);
        RouteGroupBuilder group = endpoints.MapGroup("");
        foreach (MethodHandler handler in ServiceBinder.Bind(GetSingleton<TService>(services), descriptor))
        {
            IEndpointConventionBuilder endpoint = group
                .Map(handler.Method.Path, (RequestDelegate)new RpcEndpoint(handler, runtime).HandleAsync)
                .WithDisplayName($"RPC {handler.Method.Path}")
                .WithMetadata(handler.Method.Descriptor);
            if (handler.Method.IsClientStreaming || runtime.MaxReceiveMessageBytes >= LargeMessageBytes)
            {
                endpoint.WithMetadata(UnlimitedBody.Instance);
            }
        }

        return group;
    }

    /// <summary>Maps <c>grpc.health.v1.Health</c>, fed by <see cref="HealthStatus"/>.</summary>
    /// <param name="endpoints">The routes of the host.</param>
    public static IEndpointConventionBuilder MapRpcHealth(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapRpcService<HealthService>(HealthReflection.Descriptor.Services[0]);

    /// <summary>Maps <c>grpc.reflection.v1</c> and <c>v1alpha</c>, which tell of every mapped service.</summary>
    /// <param name="endpoints">The routes of the host.</param>
    public static IEndpointConventionBuilder MapRpcReflection(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("");
        group.MapRpcService<ReflectionService>(V1.ReflectionReflection.Descriptor.Services[0]);
        group.MapRpcService<ReflectionV1AlphaService>(V1Alpha.ReflectionReflection.Descriptor.Services[0]);
        return group;
    }

    private static TService GetSingleton<TService>(IServiceProvider services)
        where TService : class
    {
        using IServiceScope scope = services.CreateScope();
        var service = services.GetRequiredService<TService>();
        return ReferenceEquals(service, scope.ServiceProvider.GetService<TService>())
            ? service
            : throw new InvalidOperationException($"{typeof(TService)}: expected a singleton, got another lifetime");
    }
}
