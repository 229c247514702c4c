using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Triage.Rpc.Telemetry;

/// <summary>Metrics and spans of calls, for whatever collects them.</summary>
public static class RpcTelemetry
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Triage.Rpc";

    /// <summary>Name of the source of spans.</summary>
    public const string SourceName = "Triage.Rpc";

    /// <summary>Attribute that every span of a call has: "package.Service/Method".</summary>
    public const string MethodAttribute = "rpc.method";

    /// <summary>Attribute: grpc, grpc-web or connectrpc.</summary>
    public const string SystemAttribute = "rpc.system.name";

    /// <summary>Attribute: the status, such as INVALID_ARGUMENT.</summary>
    public const string StatusAttribute = "rpc.response.status_code";

    /// <summary>Measures every call.</summary>
    /// <param name="services">The services of the host.</param>
    public static IServiceCollection AddRpcTelemetry(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<RpcInstruments>();
        return services;
    }

    /// <summary>Opens a span for each call that its caller traces, and for a share of the others. Stands before all
    /// that may answer calls.</summary>
    /// <param name="app">The pipeline of the host, with routing.</param>
    /// <param name="ratio">That share, in [0, 1].</param>
    public static IApplicationBuilder UseRpcSpans(this IApplicationBuilder app, double ratio) =>
        app.UseMiddleware<CallSpans>(ratio);
}
