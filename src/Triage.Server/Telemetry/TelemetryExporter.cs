using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Triage.Rpc.Telemetry;

namespace Triage.Server.Telemetry;

/// <summary>Sends metrics and spans to the collector, from threads of its own: no call waits for it,
/// and what it cannot send is dropped.</summary>
internal sealed class TelemetryExporter(IOptions<TelemetryOptions> options, IMeterFactory meters)
    : IHostedService, IDisposable
{
    private const int StopMilliseconds = 2_000;

    /// <summary>Series of one metric; beyond them they are counted together, as otel.metric.overflow.</summary>
    private const int MaxSeries = 10_000;

    /// <summary>Metrics that there ever were, those of meters that ended too: more than a year of hours
    /// (<see cref="VersionCounter"/>).</summary>
    private const int MaxMetrics = 10_000;

    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        TelemetryOptions settings = options.Value;
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(TelemetryResource.Of(settings))

            // Which calls have spans is decided before they are made; policy swaps all have.
            .SetSampler(new AlwaysOnSampler())
            .AddSource(RpcTelemetry.SourceName, PolicySwaps.SourceName)
            .AddOtlpExporter(exporter => OtlpExport.Configure(exporter, settings, "traces"))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(TelemetryResource.Of(settings))

            // PERF: not Microsoft.AspNetCore.Hosting: calls are timed and counted by status already.
            .AddMeter("Triage.*", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddView(ViewOf)
            .SetMaxMetricStreams(MaxMetrics)
            .SetExemplarFilter(ExemplarFilterType.TraceBased)
            .AddOtlpExporter((exporter, reader) =>
            {
                OtlpExport.Configure(exporter, settings, "metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds =
                    (int)settings.MetricInterval.TotalMilliseconds;
            })
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.Shutdown(StopMilliseconds);

        // Counts by version are told in up to two collections after they were made (VersionCounter).
        _ = _metrics?.ForceFlush(StopMilliseconds) == true && _metrics.ForceFlush(StopMilliseconds);
        _metrics?.Shutdown(StopMilliseconds);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    /// <remarks>The warm-up has a host of its own, whose calls are no customer's.
    /// PERF: Kestrel counts its queue of requests twice a call, by six attributes each time.</remarks>
    private MetricStreamConfiguration? ViewOf(Instrument instrument) =>
        instrument.Name == "kestrel.queued_requests"
            || (instrument.Meter.Scope is IMeterFactory factory && factory != meters)
            ? MetricStreamConfiguration.Drop
            : instrument is Counter<long> ? new MetricStreamConfiguration { CardinalityLimit = MaxSeries } : null;
}
