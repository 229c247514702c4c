using System.Globalization;

namespace Triage.Soak;

/// <summary>Watches the resident memory of the replica that lives through the run.</summary>
internal sealed class Memory(Replica replica)
{
    private const double MiB = 1 << 20;
    private const double MaxGrowth = 0.15;

    /// <summary>In shorter runs compiling is most of what is seen.</summary>
    private static readonly TimeSpan ShortestJudged = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly List<double> _samples = [];

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            _samples.Add(replica.ResidentBytes / MiB);
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
        if (isJudged && late > early * (1 + MaxGrowth))
        {
            tally.Fault("**memory grew**", told);
        }
    }

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
