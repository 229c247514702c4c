using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Triage.Rpc.Binding;
using Triage.Rpc.Calls;
using Triage.Rpc.Health;
using Triage.Rpc.Reflection;

namespace Triage.Rpc;

/// <summary>Registration of the transport.</summary>
public static class RpcServiceCollectionExtensions
{
    /// <summary>Adds what <see cref="RpcEndpointExtensions.MapRpcService{TService}"/> needs.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Sets limits. Default: those of <see cref="RpcOptions"/> and its section.</param>
    public static IServiceCollection AddRpc(this IServiceCollection services, Action<RpcOptions>? configure = null)
    {
        services.AddOptions<RpcOptions>()
            .BindConfiguration(RpcOptions.SectionName)
            .Configure(configure ?? (_ => { }))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RpcRuntime>();
        services.TryAddSingleton<RpcServiceRegistry>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, UnknownMethods>());
        services.TryAddSingleton<HealthStatus>();
        services.TryAddSingleton<HealthService>();
        services.TryAddSingleton<ReflectionService>();
        services.TryAddSingleton<ReflectionV1AlphaService>();
        return services;
    }
}
