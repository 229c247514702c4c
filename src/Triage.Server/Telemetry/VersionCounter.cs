using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using Triage.Storage.Policies;

namespace Triage.Server.Telemetry;

/// <summary>Counts decisions by the version that decided, in series of the versions of late: one who publishes often
/// would else have ever more of them.</summary>
/// <remarks>Collectors forget series only with their meter. So there is another meter once this one has
/// <see cref="MaxSeries"/>, once an hour at most, and counts begin anew. A series is told of with 0 first and with its
/// counts from the next collection on: that it began anew is then seen also by what compares values, such as
/// Prometheus, and no count is lost. Counting allocates 0 B but for a version's first decision since the last
/// collection.</remarks>
/// <param name="meters">Whose meter it is.</param>
/// <param name="time">Tells how old it is.</param>
internal sealed class VersionCounter(IMeterFactory meters, TimeProvider time) : IDisposable
{
    public const string Name = "triage.decisions.by_version";

    /// <summary>So many series are enough for one meter. It may have more by those that one hour adds.</summary>
    public const int MaxSeries = 200;

    /// <summary>Each meter takes a place for good in the collector (<see cref="TelemetryExporter"/>).</summary>
    public static readonly TimeSpan MinAge = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<Series, long> _waiting = [];
    private readonly HashSet<Series> _told = [];
    private Meter? _meter;
    private long _begun;
    private Counter<long>? _counter;

    /// <summary>Counts a decision. It is told of when somebody collects.</summary>
    /// <param name="policy">The policy, which exists.</param>
    /// <param name="version">Its version that decided.</param>
    public void Add(PolicyKey policy, string version)
    {
        lock (_gate)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_waiting, new Series(policy, version), out _)++;
        }
    }

    /// <summary>Tells what was counted. Called by the one who collects, before he reads.</summary>
    public void Tell()
    {
        lock (_gate)
        {
            bool isFull = _told.Count >= MaxSeries && time.GetElapsedTime(_begun) >= MinAge;
            foreach ((Series series, long count) in _waiting)
            {
                if (_told.Contains(series))
                {
                    Tell(series, count);
                    _waiting.Remove(series);
                }
                else if (!isFull)
                {
                    Tell(series, count: 0);
                    _told.Add(series);
                }
            }

            if (isFull)
            {
                // Read a last time now. Its successor begins with the next collection: none finds a series twice.
                _meter!.Dispose();
                _meter = null;
                _told.Clear();
            }
        }
    }

    public void Dispose() => _meter?.Dispose();

    private void Tell(Series series, long count)
    {
        if (_meter is null)
        {
            _begun = time.GetTimestamp();

            // Not one of the factory's: those live as long as it does.
            _meter = new Meter(new MeterOptions(DecisionMetrics.MeterName) { Scope = meters });
            _counter = _meter.CreateCounter<long>(
                Name, "{decision}", "Decisions, by tenant, policy and the version that decided.");
        }

        _counter!.Add(
            count,
            new KeyValuePair<string, object?>("tenant", series.Policy.Tenant),
            new KeyValuePair<string, object?>("policy", series.Policy.Policy),
            new KeyValuePair<string, object?>("version", series.Version));
    }

    private readonly record struct Series(PolicyKey Policy, string Version);
}
