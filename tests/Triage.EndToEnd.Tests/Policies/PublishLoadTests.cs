using System.Diagnostics;
using System.Globalization;
using Triage.Storage.Tests.Support;

namespace Triage.EndToEnd.Tests.Policies;

/// <summary>Publishes without pause on a system that is serving.</summary>
[Collection(Cluster.Name)]
public sealed class PublishLoadTests(Cluster cluster)
{
    /// <remarks>The long run asks for half of what the three bear together; the usual run for little.</remarks>
    [Fact]
    public async Task Publish_TenASecondUnderLoad_FailsNoRequestMixesNoVersionsAndNeverGoesBack()
    {
        double[] rates = await Load.FindRatesAsync(share: 0.5, cluster.Clients);
        using CancellationTokenSource stop = new();
        Task<Load>[] running =
            [.. cluster.Clients.Zip(rates, (client, rate) => Load.RunAsync(client, rate, stop.Token))];

        int publishes = Scale.Times(usual: 25, isLong: 200);
        using PeriodicTimer tenASecond = new(TimeSpan.FromMilliseconds(100));
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < publishes; i++)
        {
            await cluster.PublishNextAsync();
            await tenASecond.WaitForNextTickAsync();
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await Task.WhenAll(cluster.Clients.Select(client => client.DecidesByAsync(cluster.Version)));
        await stop.CancelAsync();
        Load[] loads = await Task.WhenAll(running);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{publishes} publishes in {seconds:F1} s, {loads.Sum(load => load.Decisions)} decisions at "
            + $"{rates.Sum():F0}/s, p99 {loads.Max(load => load.P99):F1} ms"));
        Assert.All(loads, load => Assert.Empty(load.Failures));
        Assert.All(loads, load => Assert.NotEqual(0, load.Decisions));
    }
}
