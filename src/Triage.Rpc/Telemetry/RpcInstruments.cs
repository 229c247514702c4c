using System.Diagnostics;
using System.Diagnostics.Metrics;
using Triage.Rpc.Calls;

namespace Triage.Rpc.Telemetry;

/// <summary>Measures calls. Names and values come from closed sets: nothing that a caller wrote.</summary>
/// <remarks>Allocates 0 B for a call whose span is not recorded.
/// Source: OpenTelemetry semantic conventions, "RPC".</remarks>
internal sealed class RpcInstruments
{
    // 100 µs to 10 s.
    private static readonly double[] Seconds =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Histogram<double> _duration;
    private readonly MeasurementBatch<Measured> _batch;

    public RpcInstruments(IMeterFactory meters)
    {
        Meter meter = meters.Create(RpcTelemetry.MeterName);
        _duration = meter.CreateHistogram(
            "rpc.server.call.duration",
            "s",
            "Time from the headers of a call to the end of its answer.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
        _batch = new MeasurementBatch<Measured>(meter, "rpc.server.call.batch", Record);
    }

    /// <summary>Begins a call.</summary>
    /// <returns>A time stamp for <see cref="End"/>.</returns>
    public long Begin() => _duration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Ends a call.</summary>
    public void End(ServerCall call, long start, StatusCode status)
    {
        Activity? span = Activity.Current;
        if (span is not null)
        {
            RpcSpan.Write(span, call.Protocol, status);
        }

        if (start == 0)
        {
            return;
        }

        Measured measured = new(
            Stopwatch.GetElapsedTime(start).TotalSeconds, call.RpcMethod.Name, call.Protocol, RpcSpan.NameOf(status));
        if (span is null)
        {
            _batch.Add(measured);
        }
        else
        {
            // At once: the span is its exemplar.
            Record(measured);
        }
    }

    private void Record(Measured measured) => _duration.Record(
        measured.Seconds,
        new KeyValuePair<string, object?>(RpcTelemetry.MethodAttribute, measured.Method),
        new KeyValuePair<string, object?>(RpcTelemetry.SystemAttribute, measured.Protocol),
        new KeyValuePair<string, object?>(RpcTelemetry.StatusAttribute, measured.Status));

    private readonly record struct Measured(double Seconds, string Method, string Protocol, string Status);
}
