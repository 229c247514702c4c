using OpenTelemetry.Exporter;

namespace Triage.Server.Telemetry;

/// <summary>How the three signals reach the collector.</summary>
internal static class OtlpExport
{
    public const string Grpc = "grpc";
    public const string HttpProtobuf = "http/protobuf";

    /// <summary>Sets an exporter up.</summary>
    /// <param name="exporter">The exporter's options.</param>
    /// <param name="options">Valid settings.</param>
    /// <param name="signal">traces, metrics or logs.</param>
    public static void Configure(OtlpExporterOptions exporter, TelemetryOptions options, string signal)
    {
        bool isGrpc = options.Protocol == Grpc;
        exporter.Protocol = isGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri(isGrpc ? options.Endpoint : $"{options.Endpoint.TrimEnd('/')}/v1/{signal}");
        if (options.Headers.Length > 0)
        {
            exporter.Headers = options.Headers;
        }
    }
}
