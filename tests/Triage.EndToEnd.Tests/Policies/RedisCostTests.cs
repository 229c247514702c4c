using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Policies;

/// <summary>What Redis costs a decision: nothing.</summary>
[Collection(Cluster.Name)]
public sealed partial class RedisCostTests(Cluster cluster)
{
    private const string Text = "My invoice is wrong";

    [Fact]
    public async Task Decide_ThousandTimes_SendsRedisNoCommand()
    {
        const int Decisions = 1_000;

        // Replicas poll, and may connect anew on a busy machine: that only adds to a count, so the least tells.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least > Decisions / 20; attempt++)
        {
            (long withDecisions, TimeSpan span) = await CountAsync(async () =>
            {
                for (int i = 0; i < Decisions; i++)
                {
                    await cluster.Observed.DecideAsync(Text);
                }
            });
            (long without, _) = await CountAsync(() => Task.Delay(span));
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Decisions} decisions in {span.TotalSeconds:F1} s: {withDecisions} commands, {without} without"));
            Assert.InRange(without, 1, long.MaxValue);
            least = Math.Min(least, withDecisions - without);
        }

        Assert.InRange(least, long.MinValue, Decisions / 20);
    }

    /// <remarks>Two services take turns; what else the machine does falls on both.</remarks>
    [Fact]
    public async Task Decide_WithRedisAndWithout_TakesTheSameTime()
    {
        Assert.SkipUnless(Scale.IsLong, "a long test: tests/run --long");
        const int Rounds = 200;
        string[] withoutRedis =
            [.. cluster.Options.Where(option => !option.StartsWith("--Policies:Redis", StringComparison.Ordinal))];
        await using ServerProcess on = await ServerProcess.StartAsync(cluster.Options, warmUp: true);
        await using ServerProcess off = await ServerProcess.StartAsync(withoutRedis, warmUp: true);
        await on.WaitUntilReadyAsync();
        await off.WaitUntilReadyAsync();
        using GrpcCaller caller = new(on.Grpc);
        using GrpcCaller other = new(off.Grpc);
        double[] ratios = new double[Rounds];
        double[] microseconds = new double[Rounds];
        for (int round = -Rounds / 4; round < Rounds; round++)
        {
            bool isOnFirst = int.IsEvenInteger(round);
            double first = await TimeAsync(isOnFirst ? caller : other);
            double second = await TimeAsync(isOnFirst ? other : caller);
            if (round >= 0)
            {
                ratios[round] = isOnFirst ? first / second : second / first;
                microseconds[round] = isOnFirst ? second : first;
            }
        }

        Array.Sort(ratios);
        Array.Sort(microseconds);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"with Redis {ratios[Rounds / 2]:F3} of the time without ({ratios[Rounds / 4]:F3} to "
            + $"{ratios[Rounds * 3 / 4]:F3}), which is {microseconds[Rounds / 2]:F0} us a call"));
        Assert.InRange(ratios[Rounds / 2], 0.95, 1.05);
    }

    /// <returns>Microseconds that most calls take, one at a time.</returns>
    private static async Task<double> TimeAsync(GrpcCaller caller)
    {
        double[] taken = new double[100];
        for (int i = 0; i < taken.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await caller.CallAsync(new TriageRequest { Text = Text });
            taken[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(taken);
        return taken[taken.Length / 2];
    }

    /// <summary>Counts the commands that Redis carries out meanwhile.</summary>
    private async Task<(long Commands, TimeSpan Span)> CountAsync(Func<Task> meanwhile)
    {
        long before = await CommandsAsync();
        long start = Stopwatch.GetTimestamp();
        await meanwhile();
        TimeSpan span = Stopwatch.GetElapsedTime(start);
        return (await CommandsAsync() - before, span);
    }

    private async Task<long> CommandsAsync() =>
        Calls().Matches(await cluster.Redis.CommandAsync("INFO", "commandstats"))
            .Sum(calls => long.Parse(calls.Groups["calls"].ValueSpan, CultureInfo.InvariantCulture));

    [GeneratedRegex(@":calls=(?<calls>\d+)", RegexOptions.NonBacktracking)]
    private static partial Regex Calls();
}
