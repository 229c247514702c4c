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

    /// <summary>No obstacle.</summary>
    private const int None = -1;

    private static readonly Obstacle[] Obstacles = Enum.GetValues<Obstacle>();

    private readonly Meter _meter = new(MeterName);
    private readonly KeyValuePair<string, object?> _stream;
    private readonly Counter<long> _queries;
    private readonly Counter<long> _takenOver;
    private readonly Histogram<double> _batch;

    /// <summary>Null until it was looked at: a stream that nobody can look at is not one where nothing waits.</summary>
    private StreamDepth? _depth;
    private volatile int _obstacle = None;
    private long _decided;
    private long _answeredBefore;
    private long _setAside;

    /// <param name="stream">The worker's: all is told by it.</param>
    public WorkerMetrics(string stream)
    {
        _stream = new("stream", stream);
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
        ObserveDepth(
            "triage.worker.waiting",
            "{query}",
            "Queries of the stream that no worker has answered: the same from each worker.",
            depth => [new(depth.Waiting, _stream)]);
        ObserveDepth(
            "triage.worker.pending",
            "{query}",
            "Those of the waiting that a worker holds: the same from each worker.",
            depth => [new(depth.Pending, _stream)]);
        ObserveDepth(
            "triage.worker.unread",
            "{answer}",
            "Answers that wait for their readers, decision or poison: the same from each worker.",
            depth =>
            [
                new(depth.Decisions, _stream, new("answer", "decision")),
                new(depth.Poison, _stream, new("answer", "poison")),
            ]);
        _meter.CreateObservableGauge(
            "triage.worker.held_up",
            () => Obstacles.Select(cause => new Measurement<int>(
                _obstacle == (int)cause ? 1 : 0, _stream, new("cause", cause.ToString().ToLowerInvariant()))),
            "{worker}",
            "1 while this worker waits for redis, the service or the readers of its answers, else 0.");
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>Tells that nothing was done yet.</summary>
    /// <remarks>A counter that appears with its first count shows Prometheus no increase. Not when it is made: before
    /// telemetry has started nobody listens.</remarks>
    public void Begin()
    {
        _queries.Add(0, _stream, Outcome("decided"));
        _queries.Add(0, _stream, Outcome("answered_before"));
        _takenOver.Add(0, _stream);
    }

    /// <summary>Notes how the stream stood when it was last looked at.</summary>
    public void Saw(StreamDepth depth) => Volatile.Write(ref _depth, depth);

    /// <summary>Notes what the worker waits for.</summary>
    /// <param name="obstacle">Null: nothing.</param>
    public void HeldUpBy(Obstacle? obstacle) => _obstacle = (int?)obstacle ?? None;

    /// <summary>Counts a query that was decided.</summary>
    /// <param name="isFirst">Whether its id had no decision before.</param>
    public void Decided(bool isFirst)
    {
        Interlocked.Increment(ref isFirst ? ref _decided : ref _answeredBefore);
        _queries.Add(1, _stream, Outcome(isFirst ? "decided" : "answered_before"));
    }

    /// <summary>Counts a query that was set aside.</summary>
    /// <param name="code">Why, in a stable code.</param>
    public void SetAside(string code)
    {
        Interlocked.Increment(ref _setAside);
        _queries.Add(1, _stream, Outcome("set_aside"), new KeyValuePair<string, object?>("reason", code));
    }

    public void TookOver(int count) => _takenOver.Add(count, _stream);

    public void Answered(TimeSpan batch) => _batch.Record(batch.TotalSeconds, _stream);

    /// <summary>Says in words what was done.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_decided} decided, {_setAside} set aside, {_answeredBefore} answered before");

    private void ObserveDepth(
        string name, string unit, string description, Func<StreamDepth, Measurement<long>[]> measure) =>
        _meter.CreateObservableGauge(
            name, () => Volatile.Read(ref _depth) is { } depth ? measure(depth) : [], unit, description);

    private static KeyValuePair<string, object?> Outcome(string outcome) => new("outcome", outcome);
}
