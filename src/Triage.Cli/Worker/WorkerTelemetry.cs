using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Triage.Cli.Worker;

/// <summary>Sends a worker's metrics to the collector that the environment names, by the standard variables.</summary>
internal static class WorkerTelemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ServiceName = "OTEL_SERVICE_NAME";

    /// <summary>Starts sending, from a thread of its own. What cannot be sent is dropped.</summary>
    /// <returns>What sends the last metrics when it is disposed; null when no collector is named.</returns>
    /// <exception cref="CommandFailure">The address of the collector is none.</exception>
    public static IDisposable? Start()
    {
        if (Environment.GetEnvironmentVariable(Endpoint) is not { Length: > 0 } address)
        {
            return null;
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
        {
            // Not quoted: an address may carry a password.
            throw new CommandFailure(
                $"{Endpoint}: expected an address such as http://127.0.0.1:4317, got something else");
        }

        return Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService(
                Environment.GetEnvironmentVariable(ServiceName) is { Length: > 0 } name ? name : "triage-worker",
                serviceVersion: typeof(WorkerTelemetry).Assembly.GetName().Version?.ToString(fieldCount: 3)))
            .AddMeter(WorkerMetrics.MeterName)
            .AddOtlpExporter()
            .Build();
    }
}
