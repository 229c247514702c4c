using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Probe.V1;
using Triage.Rpc.Tests.Support;

namespace Triage.Rpc.Tests.Transport;

public sealed class FuzzTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    private const int Seed = 20_261_121;
    private const int Workers = 16;

    // What the protocols answer; 500 only for the statuses that Connect maps to it.
    private static readonly HashSet<int> HttpStatuses = [200, 204, 400, 404, 405, 415, 429, 499, 500, 501, 504, 505];

    [Fact]
    public async Task Server_MutatedRequests_AnswersEachByTheProtocolAndStaysHealthy()
    {
        int share = TestScale.Pick(usual: 8_000, whole: 200_000) / Workers;
        server.Logs.MinLevel = LogLevel.Error;
        long before = GC.GetTotalMemory(forceFullCollection: true);

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => AttackAsync(worker, share))));

        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, Wire.Envelope(new ProbeRequest { Text = "still here" }));
        Assert.Equal("still here", answer.Response.Text);

        // A mutation may ask the probe to crash, which is an error of the probe.
        Assert.Equal("", string.Join('\n', server.Logs.Errors.Where(e => !IsOfProbe(e)).Take(3)));
        Assert.InRange(
            GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 256 * 1_024 * 1_024);
    }

    private static bool IsOfProbe(string log) => log.Contains("InvalidOperationException", StringComparison.Ordinal)
        && log.Contains(nameof(ProbeService), StringComparison.Ordinal);

    private async Task AttackAsync(int worker, int count)
    {
        var mutator = new Mutator(Seed + worker);
        for (int i = 0; i < count; i++)
        {
            string name = $"request {i} of worker {worker}";
            if (mutator.Chance(10))
            {
                bool isHttp2 = mutator.Chance(2);
                await SendRawAsync(
                    (isHttp2 ? server.Http2 : server.Http1).BaseAddress!.Port,
                    isHttp2 ? mutator.NextHttp2Connection() : mutator.NextHttp1Connection());
                continue;
            }

            using HttpRequestMessage request = mutator.NextRequest();
            using HttpResponseMessage response =
                await (mutator.Chance(2) ? server.Http1 : server.Http2).SendAsync(request);
            await response.Content.ReadAsByteArrayAsync();
            AssertAnswered(name, request, response);
        }
    }

    private static void AssertAnswered(string name, HttpRequestMessage request, HttpResponseMessage response)
    {
        Assert.True(
            HttpStatuses.Contains((int)response.StatusCode), $"{name}: {request} was answered {response.StatusCode}");
        if (response.StatusCode == HttpStatusCode.OK
            && response.Content.Headers.ContentType?.MediaType is "application/grpc" or "application/grpc+proto")
        {
            string status = response.TrailingHeaders.Concat(response.Headers)
                .First(h => h.Key == "grpc-status").Value.Single();
            Assert.InRange(int.Parse(status, CultureInfo.InvariantCulture), 0, 16);
        }
    }

    private static async Task SendRawAsync(int port, byte[] bytes)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.LingerState = new LingerOption(true, 0);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        try
        {
            await socket.SendAsync(bytes);
            socket.Shutdown(SocketShutdown.Send);
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            byte[] answer = new byte[4_096];
            while (await socket.ReceiveAsync(answer, timeout.Token) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // The server has reset the connection, as it may.
        }
    }
}
