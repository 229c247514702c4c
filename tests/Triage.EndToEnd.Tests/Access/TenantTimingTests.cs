using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Triage.Storage.Tests.Support;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>One tenant cannot time another's things: it takes as long to be refused what is another's as what
/// there is not.</summary>
[Collection(nameof(Timed))]
public sealed class TenantTimingTests(GuardedServer server) : IClassFixture<GuardedServer>
{
    private static readonly int PairsARound = Scale.Times(usual: 20, isLong: 200);

    /// <summary>Of the shorter one. Beside other programs time is only bounded.</summary>
    private static readonly double MaxShare = Scale.Times(usual: 100, isLong: 5) / 100.0;

    private static readonly double MaxMicroseconds = Scale.Times(usual: 2_000, isLong: 15);

    private const int MaxRounds = 30;

    /// <remarks>Whatever else the machine does only adds to a call, so that the least of many says what the call itself
    /// takes; where the two still differ, more of them are asked. They take turns, each first every other
    /// time.</remarks>
    [Fact]
    public async Task Call_OfEveryMethodWithForeignIds_TakesAsLongAsWithIdsOfNothing()
    {
        (GrpcCaller owner, GrpcCaller stranger, ForeignNames foreign, ForeignNames nothing) =
            await ForeignCalls.SetUpAsync(server);
        using GrpcCaller _ = owner;
        using GrpcCaller __ = stranger;
        List<string> wrong = [];
        foreach (MethodDescriptor method in ForeignCalls.Methods.Where(m => !m.IsServerStreaming))
        {
            string path = $"/{method.Service.FullName}/{method.Name}";
            byte[][] frames = [.. new[] { foreign, nothing }.Select(names =>
                GrpcCaller.Frame(ForeignCalls.Request(method, names).ToByteArray()))];
            double[] least = [double.MaxValue, double.MaxValue];
            for (int round = 0; round < MaxRounds && (round == 0 || Differ(least)); round++)
            {
                for (int i = 0; i < 2 * PairsARound; i++)
                {
                    int which = (i & 1) ^ ((i >> 1) & 1);
                    least[which] = Math.Min(least[which], await MicrosecondsAsync(stranger, path, frames[which]));
                }
            }

            string told = string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: {least[0]:F0} µs of another tenant's, {least[1]:F0} µs of nothing");
            TestContext.Current.TestOutputHelper!.WriteLine(told);
            if (Differ(least))
            {
                wrong.Add(told);
            }
        }

        Assert.Empty(wrong);
    }

    private static bool Differ(double[] least) =>
        Math.Abs(least[0] - least[1]) > (MaxShare * least.Min()) + MaxMicroseconds;

    private static async Task<double> MicrosecondsAsync(GrpcCaller caller, string path, byte[] frame)
    {
        long start = Stopwatch.GetTimestamp();
        await caller.SendAsync(path, frame);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}
