using OpenTelemetry.Trace;

namespace Triage.Server.Telemetry;

/// <summary>Keeps a share of calls, what callers trace, and every policy swap.</summary>
/// <param name="ratio">Share of calls that no caller decided on, in [0, 1].</param>
internal sealed class CallSampler(double ratio) : Sampler
{
    private readonly ParentBasedSampler _calls = new(new TraceIdRatioBasedSampler(ratio));

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Name == PolicySwaps.SpanName
            ? new SamplingResult(SamplingDecision.RecordAndSample)
            : _calls.ShouldSample(in samplingParameters);
}
