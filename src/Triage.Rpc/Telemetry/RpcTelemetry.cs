using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Triage.Rpc.Telemetry;

/// <summary>Metrics and spans of calls, for whatever collects them.</summary>
public static class RpcTelemetry
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Triage.Rpc";

    /// <summary>Attribute that every span of a call has: "package.Service/Method".</summary>
    public const string MethodAttribute = "rpc.method";

    /// <summary>Attribute: grpc, grpc-web or connectrpc.</summary>
    public const string SystemAttribute = "rpc.system.name";

    /// <summary>Attribute: the status, such as INVALID_ARGUMENT.</summary>
    public const string StatusAttribute = "rpc.response.status_code";

    /// <summary>Measures every call, and names the span that ASP.NET Core opens for its request.</summary>
    /// <param name="services">The services of the host.</param>
    public static IServiceCollection AddRpcTelemetry(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<RpcInstruments>();
        return services;
    }
}
