using System.ComponentModel.DataAnnotations;

namespace Triage.Server.Telemetry;

/// <summary>Where metrics, traces and logs go. Off without an endpoint.
/// A bad value stops the service at start-up.</summary>
internal sealed class TelemetryOptions
{
    public const string SectionName = "Telemetry";

    /// <summary>The standard variable that stands in for <see cref="Endpoint"/>.</summary>
    public const string StandardEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Address of a collector that takes OTLP, such as http://127.0.0.1:4317. Default: what
    /// OTEL_EXPORTER_OTLP_ENDPOINT says, else none, and nothing is collected.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>How the collector is spoken to: grpc or http/protobuf. Default grpc.</summary>
    public string Protocol { get; set; } = "grpc";

    /// <summary>Headers for the collector, as "name=value,name=value". A secret. Default: none.</summary>
    public string Headers { get; set; } = "";

    /// <summary>Share of calls whose spans are kept when the caller does not say; a caller that traces is followed.
    /// Range 0 to 1; default 0.01.</summary>
    [Range(0.0, 1.0)]
    public double SampleRatio { get; set; } = 0.01;

    /// <summary>How often metrics are sent. Range 1 s to 5 min; default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan MetricInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>What the service is called in telemetry. Default triage;
    /// OTEL_RESOURCE_ATTRIBUTES adds attributes.</summary>
    [Required]
    public string ServiceName { get; set; } = "triage";
}
