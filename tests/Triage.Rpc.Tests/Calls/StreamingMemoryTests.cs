using Probe.V1;
using Triage.Rpc.Tests.Support;

namespace Triage.Rpc.Tests.Calls;

/// <summary>Runs alone: it measures the memory of the process.</summary>
[CollectionDefinition(nameof(StreamingMemoryTests), DisableParallelization = true)]
[Collection(nameof(StreamingMemoryTests))]
public sealed class StreamingMemoryTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    private const int InFlight = 64;

    [Fact]
    public async Task Chat_ManyMessages_MemoryDoesNotGrow()
    {
        int half = TestScale.Pick(usual: 50_000, whole: 2_000_000);
        await using var call = new DuplexCall(server, RawProtocol.All[0], "/probe.v1.Probe/Chat");
        await ExchangeAsync(call, half);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        await ExchangeAsync(call, half);

        long growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(
            growth < 4 * 1_024 * 1_024, $"expected less than 4 MiB more after {half} messages, got {growth} bytes");
        call.CompleteWriting();
        Assert.Equal("0", await call.ReadGrpcStatusAsync());
    }

    private static async Task ExchangeAsync(DuplexCall call, int count)
    {
        byte[] burst =
            [.. Enumerable.Repeat(Wire.Envelope(new ProbeRequest { Text = "query" }), InFlight).SelectMany(b => b)];
        for (int i = 0; i < count; i += InFlight)
        {
            await call.WriteAsync(burst);
            for (int k = 0; k < InFlight; k++)
            {
                Assert.Equal("query", (await call.ReadMessageAsync()).Text);
            }
        }
    }
}
