using System.Buffers.Binary;
using Grpc.Health.V1;
using Probe.V1;
using Triage.Rpc.Tests.Support;

namespace Triage.Rpc.Tests.Transport;

public sealed class GracefulShutdownTests
{
    [Fact]
    public async Task Stop_CallInFlight_SendsGoAwayAndFinishesTheCall()
    {
        await using var server = new ProbeServer();
        await server.InitializeAsync();
        RawHttp2 connection = await RawHttp2.ConnectAsync(server.Http2.BaseAddress!);
        await connection.WriteCallAsync(1, "/probe.v1.Probe/Upload");
        await connection.WriteDataAsync(1, Wire.Envelope(new ProbeRequest { Text = "a", Gate = true }), end: false);
        await server.Probe.AtGate.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Task stopping = server.StopAsync();
        var goAway = await connection.ReadUntilAsync(RawHttp2.GoAway);
        Assert.Equal(0u, BinaryPrimitives.ReadUInt32BigEndian(goAway!.Value.Payload.AsSpan(4)));
        Assert.False(stopping.IsCompleted);

        server.Probe.Gate.TrySetResult();
        await connection.WriteDataAsync(1, Wire.Envelope(new ProbeRequest { Text = "b" }), end: true);
        var answer = await connection.ReadUntilAsync(RawHttp2.Data);
        Assert.Equal("ab", ProbeResponse.Parser.ParseFrom(answer!.Value.Payload.AsSpan(5)).Text);
        Assert.Equal(
            RawHttp2.EndStream, (await connection.ReadUntilAsync(RawHttp2.Headers))!.Value.Flags & RawHttp2.EndStream);

        // A client that has read GOAWAY closes the connection after its last call.
        await connection.DisposeAsync();
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Stop_HealthIsWatched_EndsTheWatchWithUnavailable()
    {
        await using var server = new ProbeServer();
        await server.InitializeAsync();
        await using var watch = new DuplexCall(server, RawProtocol.All[0], "/grpc.health.v1.Health/Watch");
        await watch.WriteAsync(Wire.Envelope(new HealthCheckRequest()));
        watch.CompleteWriting();
        await watch.ReadAsync();

        Task stopping = server.StopAsync();

        Assert.Equal("14", await watch.ReadGrpcStatusAsync());
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
