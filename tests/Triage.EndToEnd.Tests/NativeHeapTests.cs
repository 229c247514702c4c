using System.Globalization;

namespace Triage.EndToEnd.Tests;

/// <summary>What the service lets the C library take.</summary>
public sealed class NativeHeapTests
{
    private const long HeapBytes = 64 * 1_024 * 1_024; // of glibc, on 64 bits

    [Fact]
    public async Task Calls_OnManyThreads_TakeFewHeaps()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "glibc");
        await using ServerProcess server = await ServerProcess.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            using GrpcCaller caller = new(server.Grpc);
            for (int i = 0; i < 50; i++)
            {
                await caller.CallAsync(Requests.All[0]);
            }
        }));

        // Up to 7 of the threads that run before the service itself does; 15 on two cores when nothing is limited.
        Assert.InRange(CountHeaps(server.Id), 1, 10);
    }

    /// <summary>Counts the heaps of threads: each begins at a multiple of its size, the part in use before the
    /// rest.</summary>
    private static int CountHeaps(int process)
    {
        (long Start, long End, string Access)[] areas =
            [.. File.ReadLines($"/proc/{process}/maps").Select(line => line.Split(['-', ' '], 3)).Select(
                fields => (Number(fields[0]), Number(fields[1]), fields[2]))];
        return areas.Zip(areas.Skip(1)).Count(pair =>
            pair.First.Start % HeapBytes == 0
            && pair.First.Access.StartsWith("rw", StringComparison.Ordinal)
            && pair.Second.End - pair.First.Start == HeapBytes);
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
