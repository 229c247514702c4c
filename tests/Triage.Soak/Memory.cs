using System.Globalization;
using Triage.EndToEnd.Tests.Telemetry;

namespace Triage.Soak;

/// <summary>Watches the memory of the replica that lives through the run: what is resident, and what its runtime
/// exports.</summary>
internal sealed class Memory(Replica replica, Collector collector)
{
    private const double MiB = 1 << 20;
    private const double MaxGrowth = 0.15;

    /// <summary>In shorter runs compiling is most of what is seen.</summary>
    private static readonly TimeSpan ShortestJudged = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly List<double> _samples = [];
    private readonly List<double> _heaps = [];
    private readonly List<double> _committed = [];

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            _samples.Add(replica.ResidentBytes / MiB);
            _heaps.Add(Exported("dotnet.gc.last_collection.heap.size"));
            _committed.Add(Exported("dotnet.gc.last_collection.memory.committed_size"));
            await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Compares the last quarter with the second: the first is spent on compiling.</summary>
    public void Check(Tally tally, TimeSpan length)
    {
        int quarter = _samples.Count / 4;
        double early = _samples.Skip(quarter).Take(quarter).Average();
        double late = _samples.TakeLast(quarter).Average();
        bool isJudged = length >= ShortestJudged;
        string slope = isJudged ? $"second half {SlopeAnHour():+0.0;-0.0} MiB an hour" : "too short to judge";
        string told = string.Create(
            CultureInfo.InvariantCulture,
            $"{early:F0} MiB in the second quarter, {late:F0} in the last; most {_samples.Max():F0}; {slope}");
        tally.Figure("resident memory of the replica that lived through it", told);
        tally.Figure("the same by quarters, MiB", ByQuarters(_samples));
        tally.Figure("its managed heap after collections, by quarters, MiB", ByQuarters(_heaps));
        tally.Figure("committed by its garbage collector, by quarters, MiB", ByQuarters(_committed));
        if (isJudged && late > early * (1 + MaxGrowth))
        {
            tally.Fault("**memory grew**", told);
        }
    }

    private static string ByQuarters(List<double> samples) => string.Join(
        ", ",
        samples.Chunk(Math.Max(1, (samples.Count + 3) / 4))
            .Select(quarter => quarter.Average().ToString("F1", CultureInfo.InvariantCulture)));

    /// <summary>Sums what was exported last, of all generations; 0 before the first export.</summary>
    private double Exported(string name) => collector.LatestMetrics.Where(metric => metric.Name == name)
        .SelectMany(metric => metric.Sum?.Points ?? metric.Gauge.Points).Sum(point => point.AsInt) / MiB;

    /// <summary>Fits a line to the second half, by least squares.</summary>
    private double SlopeAnHour()
    {
        double[] half = [.. _samples.Skip(_samples.Count / 2)];
        double middle = (half.Length - 1) / 2.0;
        double mean = half.Average();
        double above = half.Select((sample, i) => (i - middle) * (sample - mean)).Sum();
        double below = half.Select((_, i) => (i - middle) * (i - middle)).Sum();
        return below > 0 ? above / below * (TimeSpan.FromHours(1) / Pause) : 0;
    }
}
