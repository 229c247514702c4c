using System.Diagnostics;
using System.Globalization;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Policies;

/// <summary>How soon a publish on one of three services decides on all.</summary>
[Collection(Cluster.Name)]
public sealed class ReplicaTests(Cluster cluster)
{
    private const string Text = "My invoice is wrong";

    [Fact]
    public async Task Publish_OnOneOfThreeReplicas_IsDecidedByOnAllSoonAndNeverUndone()
    {
        int publishes = Scale.Times(usual: 40, isLong: 200);
        int first = cluster.Version + 1;
        using CancellationTokenSource stop = new();
        long[][] seenAt = [.. cluster.Clients.Select(_ => new long[publishes])];
        Task<int>[] watches =
        [
            .. cluster.Clients.Select((client, i) => Task.Run(() => WatchAsync(client, first, seenAt[i], stop.Token))),
        ];

        double[] visible = new double[publishes];
        double[] sinceCall = new double[publishes];
        for (int i = 0; i < publishes; i++)
        {
            PublishDraftRequest draft = await cluster.DraftNextAsync();
            long called = Stopwatch.GetTimestamp();
            await cluster.PublishAsync(draft);
            long confirmed = Stopwatch.GetTimestamp();
            int at = i;
            await Eventually.HoldsAsync(
                () => seenAt.All(seen => Volatile.Read(ref seen[at]) > 0) || watches.Any(watch => watch.IsFaulted),
                withinSeconds: 60,
                () => $"version {cluster.Version} was not seen by all");
            await Task.WhenAll(watches.Where(watch => watch.IsFaulted));
            long last = seenAt.Max(seen => seen[at]);
            visible[at] = Stopwatch.GetElapsedTime(confirmed, last).TotalMilliseconds;
            sinceCall[at] = Stopwatch.GetElapsedTime(called, last).TotalMilliseconds;
        }

        await stop.CancelAsync();
        int[] decisions = await Task.WhenAll(watches);
        Array.Sort(visible);
        Array.Sort(sinceCall);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{publishes} publishes, visible on all: median {visible[publishes / 2]:F1} ms and worst {visible[^1]:F1} "
            + $"ms after the answer, {sinceCall[publishes / 2]:F1} ms and {sinceCall[^1]:F1} ms after the call; "
            + $"{decisions.Sum()} decisions"));

        // The long run is a measurement, on a machine that does nothing else; beside other tests time is only bounded.
        Assert.InRange(sinceCall[publishes / 2], 0, Scale.Times(usual: 2_500, isLong: 50));
        Assert.InRange(sinceCall[^1], 0, Scale.Times(usual: 25_000, isLong: 500));
    }

    /// <summary>Decides without end, checks every answer, and notes when each version is first seen.</summary>
    /// <returns>The number of decisions.</returns>
    private static async Task<int> WatchAsync(PolicyClient client, int first, long[] seenAt, CancellationToken stop)
    {
        int decisions = 0;
        int newest = 0;
        while (!stop.IsCancellationRequested)
        {
            TriageResponse decision = await client.DecideAsync(Text);
            Assert.Null(Cluster.FaultOf(decision));
            Assert.InRange(decision.PolicyVersion, newest, int.MaxValue);
            for (int version = Math.Max(first, newest + 1); version <= decision.PolicyVersion; version++)
            {
                Volatile.Write(ref seenAt[version - first], Stopwatch.GetTimestamp());
            }

            newest = decision.PolicyVersion;
            decisions++;

            // A steady load, well below what a replica bears.
            await Task.Delay(2, CancellationToken.None);
        }

        return decisions;
    }
}
