using System.Diagnostics;
using System.Diagnostics.Metrics;
using Triage.Rpc.Telemetry;
using Triage.Server.Decisions;
using Triage.Storage.Policies;
using Triage.V1;

namespace Triage.Server.Telemetry;

/// <summary>Counts and times decisions.</summary>
/// <remarks>Attributes have few values each and stand in several instruments, so that their product stays small.
/// Allocates 0 B: every value is a string that exists already.</remarks>
internal sealed class DecisionMetrics : IDisposable
{
    public const string MeterName = "Triage.Decisions";

    private const string NoChannel = "none";

    // 5 µs to 50 ms; a text of 16,384 characters takes 0.3 ms.
    private static readonly double[] Seconds =
        [0.000005, 0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05];

    private static readonly double[] Probabilities = [0.2, 0.3, 0.35, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];

    private static readonly string[] Kinds = ["none", "self_service", "automated", "assisted", "field"];

    private static readonly string[] EscalationReasons =
        ["unspecified", "not_resolved", "customer_declined", "channel_failed", "wrong_department", "waited_too_long"];

    private readonly Counter<long>? _decisions;
    private readonly VersionCounter? _byVersion;
    private readonly Counter<long>? _degraded;
    private readonly Counter<long>? _escalations;
    private readonly Histogram<double>? _confidence;
    private readonly Histogram<double>? _duration;
    private readonly MeasurementBatch<Measured>? _batch;
    private long _failed;

    /// <param name="meters">Where it counts; null for decisions that are no customer's.</param>
    public DecisionMetrics(IMeterFactory? meters)
    {
        if (meters?.Create(MeterName) is not Meter meter)
        {
            return;
        }

        _decisions = meter.CreateCounter<long>(
            "triage.decisions", "{decision}", "Decisions, by cell, first channel and its kind.");
        _byVersion = new VersionCounter(meters, TimeProvider.System);
        _degraded = meter.CreateCounter<long>(
            "triage.decisions.degraded",
            "{decision}",
            "Decisions that were made with less than all, by what was missing.");
        meter.CreateObservableCounter(
            "triage.decisions.failed",
            () => Interlocked.Read(ref _failed), // from 0: a series that began with its first fault would hide it
            "{decision}",
            "Queries of batches and streams that the service failed at by a fault of its own.");
        _escalations = meter.CreateCounter<long>(
            "triage.escalations", "{decision}", "What followed decisions that did not work out, by why and where to.");
        _confidence = meter.CreateHistogram(
            "triage.decision.confidence",
            unit: null,
            "Probability of the chosen channel, by the query's language.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = Probabilities });
        _duration = meter.CreateHistogram(
            "triage.decision.duration",
            "s",
            "Time to check, score and route a query and to write its answer.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
        _batch = new MeasurementBatch<Measured>(meter, "triage.decisions.batch", Record, _byVersion.Tell);
    }

    /// <summary>Begins a decision.</summary>
    /// <returns>A time stamp for <see cref="Decided"/>.</returns>
    public long Begin() => _duration is { Enabled: true } ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Counts a decision.</summary>
    /// <param name="start">What <see cref="Begin"/> returned.</param>
    /// <param name="key">The policy, which exists.</param>
    /// <param name="policy">The version that decided.</param>
    /// <param name="response">The answer.</param>
    public void Decided(long start, PolicyKey key, ServedPolicy policy, TriageResponse response)
    {
        if (start == 0)
        {
            return;
        }

        Measured measured = new(
            Stopwatch.GetElapsedTime(start).TotalSeconds,
            response.Confidence,
            response.Language,
            response.Cell,
            response.Primary?.Id ?? NoChannel,
            Kind(response.Primary),
            key,
            policy.VersionText);
        if (Activity.Current is null)
        {
            _batch!.Add(measured);
        }
        else
        {
            // At once: the span is their exemplar.
            Record(measured);
        }

        for (int i = 0; i < response.Degraded.Count; i++)
        {
            _degraded!.Add(1, Tag("reason", response.Degraded[i]));
        }
    }

    /// <summary>Counts a query of a call that goes on, where the service failed at it. Calls that fail are counted as
    /// such.</summary>
    public void Failed() => Interlocked.Increment(ref _failed);

    /// <summary>Counts what followed a decision.</summary>
    public void Escalated(EscalationReason reason, EscalateResponse response) => _escalations?.Add(
        1,
        Tag("reason", EscalationReasons[(int)reason]),
        Tag("channel", response.Primary?.Id ?? NoChannel),
        Tag("kind", Kind(response.Primary)));

    public void Dispose() => _byVersion?.Dispose();

    private void Record(Measured measured)
    {
        _duration!.Record(measured.Seconds);
        _confidence!.Record(measured.Confidence, Tag("language", measured.Language));
        _decisions!.Add(
            1, Tag("cell", measured.Cell), Tag("channel", measured.Channel), Tag("kind", measured.Kind));
        _byVersion!.Add(measured.Policy, measured.Version);
    }

    private static string Kind(RoutedChannel? channel) => Kinds[(int)(channel?.Kind ?? ChannelKind.Unspecified)];

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private readonly record struct Measured(
        double Seconds,
        double Confidence,
        string Language,
        string Cell,
        string Channel,
        string Kind,
        PolicyKey Policy,
        string Version);
}
