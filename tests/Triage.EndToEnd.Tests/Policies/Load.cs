using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Policies;

/// <summary>Asks a replica of a <see cref="Cluster"/> for decisions and checks every answer.</summary>
internal sealed class Load
{
    /// <summary>For how long the long run measures.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromSeconds(10);

    private const int Callers = 4;

    /// <summary>Decisions a second in the usual run, which shares the machine with other tests.</summary>
    private const double UsualRate = 50;

    private readonly ConcurrentQueue<double> _milliseconds = [];
    private readonly ConcurrentQueue<string> _failures = [];

    /// <summary>Gets what was wrong with answers.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    public int Decisions => _milliseconds.Count;

    /// <summary>Gets the time that 99 of 100 decisions stayed below, in milliseconds.</summary>
    public double P99 => _milliseconds.Order().ElementAt(_milliseconds.Count * 99 / 100);

    /// <summary>Finds rates of a share of what replicas bear together, callers beside them.</summary>
    /// <returns>Decisions a second for each. In the usual run nothing is measured: <see cref="UsualRate"/>.</returns>
    public static Task<double[]> FindRatesAsync(double share, params IEnumerable<PolicyClient> replicas) =>
        Task.WhenAll(replicas.Select(async replica => Scale.IsLong
            ? share * (await RunAsync(replica, double.PositiveInfinity, Span)).Decisions / Span.TotalSeconds
            : UsualRate));

    /// <summary>Asks at a steady rate for <see cref="Span"/>.</summary>
    public static Task<Load> RunAsync(PolicyClient replica, double decisionsPerSecond) =>
        RunAsync(replica, decisionsPerSecond, Span);

    /// <summary>Asks at a steady rate until told to stop.</summary>
    public static async Task<Load> RunAsync(PolicyClient replica, double decisionsPerSecond, CancellationToken stop)
    {
        Load load = new();
        TimeSpan pause = TimeSpan.FromSeconds(Callers / decisionsPerSecond);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(
            _ => Task.Run(() => load.CallAsync(replica, pause, stop), CancellationToken.None)));
        return load;
    }

    /// <summary>Says how a fault went, and asserts that callers did not notice it.</summary>
    /// <param name="before">What was measured before; null in the usual run.</param>
    /// <param name="rate">Decisions a second that were asked for.</param>
    /// <param name="caughtUp">Seconds from the end of the fault until the replica had caught up.</param>
    public void IsUndisturbed(Load? before, double rate, double caughtUp)
    {
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Decisions} decisions at {rate:F0}/s, p99 {before?.P99:F1} ms before, {P99:F1} ms during; "
            + $"caught up {caughtUp:F2} s after the end"));
        Assert.Empty(Failures);
        Assert.True(Decisions > 0, "nothing was decided");
        Assert.InRange(P99, 0, 2 * before?.P99 ?? double.MaxValue);
    }

    private static async Task<Load> RunAsync(PolicyClient replica, double decisionsPerSecond, TimeSpan span)
    {
        using CancellationTokenSource stop = new(span);
        return await RunAsync(replica, decisionsPerSecond, stop.Token);
    }

    private async Task CallAsync(PolicyClient replica, TimeSpan pause, CancellationToken stop)
    {
        int newest = 0;
        long due = Stopwatch.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            long start = Stopwatch.GetTimestamp();
            try
            {
                TriageResponse decision = await replica.DecideAsync("My invoice is wrong");
                _milliseconds.Enqueue(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                Check(decision, ref newest);
            }
            catch (Exception e)
            {
                _failures.Enqueue(e.Message);
            }

            // Who is late asks at once, and does not make up for what was missed.
            due = Math.Max(due + (long)(pause.TotalSeconds * Stopwatch.Frequency), start);
            TimeSpan rest = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Check(TriageResponse decision, ref int newest)
    {
        if (decision.PolicyVersion < newest)
        {
            _failures.Enqueue($"version {decision.PolicyVersion} after version {newest}");
        }

        newest = decision.PolicyVersion;
        if (Cluster.FaultOf(decision) is string fault)
        {
            _failures.Enqueue(fault);
        }
    }
}
