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

    public RpcInstruments(IMeterFactory meters) => _duration = meters.Create(RpcTelemetry.MeterName).CreateHistogram(
        "rpc.server.call.duration",
        "s",
        "Time from the headers of a call to the end of its answer.",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });

    /// <summary>Begins a call.</summary>
    /// <returns>A time stamp for <see cref="End"/>.</returns>
    public long Begin() => _duration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Ends a call.</summary>
    public void End(ServerCall call, long start, StatusCode status)
    {
        string method = call.RpcMethod.Name;
        if (start != 0)
        {
            TagList tags = default;
            tags.Add(RpcTelemetry.MethodAttribute, method);
            tags.Add(RpcTelemetry.SystemAttribute, call.Protocol);
            tags.Add(RpcTelemetry.StatusAttribute, RpcSpan.NameOf(status));
            _duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, in tags);
        }

        if (Activity.Current is { IsAllDataRequested: true } span)
        {
            RpcSpan.Write(span, method, call.Protocol, status);
        }
    }
}
