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
    private static readonly int Pairs = Scale.Times(usual: 20, isLong: 1_000);

    /// <summary>Of the shorter one. Beside other programs time is only bounded.</summary>
    private static readonly double MaxShare = Scale.Times(usual: 100, isLong: 5) / 100.0;

    private static readonly double MaxMicroseconds = Scale.Times(usual: 2_000, isLong: 15);

    /// <remarks>Whatever else the machine does only adds to a call, so that the least of many says what the call itself
    /// takes. The two take turns, each first every other time.</remarks>
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
            for (int i = 0; i < 2 * Pairs; i++)
            {
                int which = (i & 1) ^ ((i >> 1) & 1);
                least[which] = Math.Min(least[which], await MicrosecondsAsync(stranger, path, frames[which]));
            }

            string told = string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: {least[0]:F0} µs of another tenant's, {least[1]:F0} µs of nothing");
            TestContext.Current.TestOutputHelper!.WriteLine(told);
            if (Math.Abs(least[0] - least[1]) > (MaxShare * least.Min()) + MaxMicroseconds)
            {
                wrong.Add(told);
            }
        }

        Assert.Empty(wrong);
    }

    private static async Task<double> MicrosecondsAsync(GrpcCaller caller, string path, byte[] frame)
    {
        long start = Stopwatch.GetTimestamp();
        await caller.SendAsync(path, frame);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}
