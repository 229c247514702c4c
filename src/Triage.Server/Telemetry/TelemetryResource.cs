using OpenTelemetry.Resources;

namespace Triage.Server.Telemetry;

/// <summary>Who sends: attributes of every metric, span and log.</summary>
internal static class TelemetryResource
{
    private static readonly string InstanceId = Guid.NewGuid().ToString("D");

    /// <summary>Builds the attributes; those of OTEL_RESOURCE_ATTRIBUTES come first.</summary>
    public static ResourceBuilder Of(TelemetryOptions options) => ResourceBuilder.CreateDefault()
        .AddService(
            options.ServiceName,
            serviceVersion: typeof(TelemetryResource).Assembly.GetName().Version?.ToString(fieldCount: 3),
            autoGenerateServiceInstanceId: false,
            serviceInstanceId: InstanceId);
}
