using System.Diagnostics.Metrics;
using System.Globalization;
using Triage.Storage.Streams;

namespace Triage.Cli.Worker;

/// <summary>Counts what a worker does. Nothing that callers wrote is counted by.</summary>
internal sealed class WorkerMetrics : IDisposable
{
    public const string MeterName = "Triage.Worker";

    // 1 ms to 30 s; a batch waits for a service that is away.
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30];

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _queries;
    private readonly Counter<long> _takenOver;
    private readonly Histogram<double> _batch;

    private StreamDepth _depth = new(0, 0, 0);
    private long _decided;
    private long _answeredBefore;
    private long _setAside;

    public WorkerMetrics()
    {
        _queries = _meter.CreateCounter<long>(
            "triage.worker.queries",
            "{query}",
            "Queries taken off the stream by this worker: decided, answered_before or set_aside, these by reason.");
        _takenOver = _meter.CreateCounter<long>(
            "triage.worker.taken_over", "{query}", "Queries taken over from workers that fell silent.");
        _batch = _meter.CreateHistogram(
            "triage.worker.batch.duration",
            "s",
            "Time from reading a batch of queries until all are answered.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
        _meter.CreateObservableGauge(
            "triage.worker.waiting",
            () => Volatile.Read(ref _depth).Waiting,
            "{query}",
            "Queries of the stream that no worker has answered: the same from each worker.");
        _meter.CreateObservableGauge(
            "triage.worker.pending",
            () => Volatile.Read(ref _depth).Pending,
            "{query}",
            "Those of the waiting that a worker holds: the same from each worker.");
        _meter.CreateObservableGauge(
            "triage.worker.unread",
            () => Volatile.Read(ref _depth).Unread,
            "{answer}",
            "Answers that wait for their readers: the same from each worker.");
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>Notes how the stream stood when it was last looked at.</summary>
    public void Saw(StreamDepth depth) => Volatile.Write(ref _depth, depth);

    /// <summary>Counts a query that was decided.</summary>
    /// <param name="isFirst">Whether its id had no decision before.</param>
    public void Decided(bool isFirst)
    {
        Interlocked.Increment(ref isFirst ? ref _decided : ref _answeredBefore);
        _queries.Add(1, Outcome(isFirst ? "decided" : "answered_before"));
    }

    /// <summary>Counts a query that was set aside.</summary>
    /// <param name="code">Why, in a stable code.</param>
    public void SetAside(string code)
    {
        Interlocked.Increment(ref _setAside);
        _queries.Add(1, Outcome("set_aside"), new KeyValuePair<string, object?>("reason", code));
    }

    public void TookOver(int count) => _takenOver.Add(count);

    public void Answered(TimeSpan batch) => _batch.Record(batch.TotalSeconds);

    /// <summary>Says in words what was done.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_decided} decided, {_setAside} set aside, {_answeredBefore} answered before");

    private static KeyValuePair<string, object?> Outcome(string outcome) => new("outcome", outcome);
}
