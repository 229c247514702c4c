using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Probe.V1;
using Triage.Rpc.Tests.Support;

namespace Triage.Rpc.Tests.Transport;

/// <summary>Connections that break rules or waste the server's time; after each, other clients are served as before and
/// no error is logged.</summary>
public sealed class HostileConnectionTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    [Fact]
    public async Task Http11_ToPortOfHttp2_IsRefused()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Http2.BaseAddress!.Port);
        await client.GetStream().WriteAsync("POST /probe.v1.Probe/Unary HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());

        using var reader = new StreamReader(client.GetStream());
        Assert.Equal("HTTP/1.1 400 Bad Request", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)));
        await AssertHealthyAsync();
    }

    [Fact]
    public async Task Headers_Of64KiBOverHttp2_EndTheConnectionOnly()
    {
        await using RawHttp2 connection = await RawHttp2.ConnectAsync(server.Http2.BaseAddress!);
        byte[] block = RawHttp2.CallHeaders(Wire.UnaryPath, ("x-large", new string('a', 64 * 1_024)));
        await connection.WriteFrameAsync(RawHttp2.Headers, 0, 1, block.AsMemory(0, 16_000));
        const byte continuation = 9;
        for (int at = 16_000; at < block.Length; at += 16_000)
        {
            int length = Math.Min(16_000, block.Length - at);
            byte flags = at + length == block.Length ? RawHttp2.EndHeaders : (byte)0;
            try
            {
                await connection.WriteFrameAsync(continuation, flags, 1, block.AsMemory(at, length));
            }
            catch (IOException)
            {
                break;
            }
        }

        Assert.Null(await connection.ReadUntilAsync(RawHttp2.Headers));
        await AssertHealthyAsync();
    }

    [Fact]
    public async Task Headers_Of64KiBOverHttp11_AreTooLarge()
    {
        ConnectAnswer answer =
            await Wire.JsonAsync(server.Http1, "{}", headers: ("x-large", new string('a', 64 * 1_024)));

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.Http);
        await AssertHealthyAsync();
    }

    [Fact]
    public async Task Headers_ByteByByte_AreGivenUpAndHinderNobody()
    {
        using TcpClient client = await SendAsync($"POST {Wire.UnaryPath} HTTP/1.1\r\nHost: a\r\nx-slow: ");
        Task<string> answer = ReadToEndAsync(client);
        for (long start = Stopwatch.GetTimestamp(); !answer.IsCompleted; await Task.Delay(50))
        {
            Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 30);
            try
            {
                await client.GetStream().WriteAsync("a"u8.ToArray());
            }
            catch (IOException)
            {
                break;
            }

            await AssertHealthyAsync();
        }

        // A byte that crosses the answer may have the connection reset.
        Assert.Matches("^(HTTP/1.1 408 Request Timeout\r\n|$)", await answer);
    }

    [Theory]
    [InlineData("application/json", "HTTP/1.1 408 Request Timeout", "\"code\":\"canceled\"")]
    [InlineData("application/grpc-web", "HTTP/1.1 200 OK", "grpc-status: 1")]
    public async Task Body_HalfSentThenSilent_IsToldSo(string contentType, string status, string error)
    {
        using TcpClient client = await SendAsync(
            $"POST {Wire.UnaryPath} HTTP/1.1\r\nHost: a\r\nContent-Type: {contentType}\r\n"
            + "Content-Length: 100\r\n\r\n{");

        string answer = await ReadToEndAsync(client);

        Assert.StartsWith(status, answer, StringComparison.Ordinal);
        Assert.Contains(error, answer, StringComparison.Ordinal);
        Assert.Contains("body came too slowly", answer, StringComparison.Ordinal);
        await AssertHealthyAsync();
    }

    /// <summary>A header of a response may hold less than one of a request: what would be echoed would fail.</summary>
    [Theory]
    [InlineData(Wire.UnaryPath, "application/grpc-web;\u00e9", "application/grpc-web", "grpc-status: 0")]
    [InlineData("/probe.v1.Probe/None", "application/grpc-web;\u00e9", "application/grpc-web", "grpc-status: 12")]
    [InlineData("/probe.v1.Probe/None", "application/grpc+\u00e9", "application/grpc", "grpc-status: 12")]
    public async Task ContentType_ThatNoResponseMayBear_IsAnsweredByAPlainOne(
        string path, string contentType, string answered, string status)
    {
        using TcpClient client = await SendAsync(
            $"POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: {contentType}\r\n"
            + "Content-Length: 5\r\n\r\n\0\0\0\0\0");

        string answer = await ReadToEndAsync(client);

        Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        Assert.Contains($"content-type: {answered}\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(status, answer, StringComparison.OrdinalIgnoreCase);
        await AssertHealthyAsync();
    }

    [Fact]
    public async Task Frame_LargerThanAllowed_EndsTheConnectionOnly()
    {
        await using RawHttp2 connection = await RawHttp2.ConnectAsync(server.Http2.BaseAddress!);
        await connection.WriteCallAsync(1, Wire.UnaryPath);
        await connection.WriteAsync(RawHttp2.Frame(RawHttp2.Data, 0, 1, new byte[60_000]));

        const uint frameSizeError = 6;
        Assert.Equal(frameSizeError, await ReadGoAwayCodeAsync(connection));
        await AssertHealthyAsync();
    }

    [Fact]
    public async Task Connection_CutWithinAFrame_CancelsItsCall()
    {
        server.Probe.Reset();
        await using (RawHttp2 connection = await RawHttp2.ConnectAsync(server.Http2.BaseAddress!))
        {
            await connection.WriteCallAsync(1, "/probe.v1.Probe/Upload");
            await connection.WriteDataAsync(1, Wire.Envelope(new ProbeRequest { Hang = true }), end: false);
            await server.Probe.Hanging.Task.WaitAsync(TimeSpan.FromSeconds(30));
            byte[] frame = RawHttp2.Frame(RawHttp2.Data, 0, 1, Wire.Envelope(new ProbeRequest { Text = "cut" }));
            await connection.WriteAsync(frame.AsMemory(0, 12));
        }

        await server.Probe.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await AssertHealthyAsync();
    }

    [Fact]
    public async Task Streams_ResetAtOnce_AreRefusedBeforeLong()
    {
        await using RawHttp2 connection = await RawHttp2.ConnectAsync(server.Http2.BaseAddress!);
        byte[] headers = RawHttp2.CallHeaders(Wire.UnaryPath);
        byte[] cancel = [0, 0, 0, 8];
        int opened = 0;
        try
        {
            for (; opened < 100_000; opened++)
            {
                int stream = (2 * opened) + 1;
                await connection.WriteAsync((byte[])[
                    .. RawHttp2.Frame(RawHttp2.Headers, RawHttp2.EndHeaders, stream, headers),
                    .. RawHttp2.Frame(RawHttp2.Reset, 0, stream, cancel)]);
            }
        }
        catch (IOException)
        {
            // The server has closed the connection.
        }

        Assert.InRange(opened, 1, 99_999);
        await AssertHealthyAsync();
    }

    [Fact]
    public async Task Request_HalfSentThenSilent_IsGivenUp()
    {
        await using RawHttp2 connection = await RawHttp2.ConnectAsync(server.Http2.BaseAddress!);
        await connection.WriteCallAsync(1, Wire.UnaryPath);
        await connection.WriteDataAsync(1, Wire.Envelope(new ProbeRequest { Text = "half" })[..7], end: false);

        Assert.Null(await connection.ReadUntilAsync(RawHttp2.Headers));
        await AssertHealthyAsync();
    }

    [Fact]
    public async Task Response_NeverRead_HoldsLittleAndIsGivenUp()
    {
        server.Probe.Reset();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await using RawHttp2 connection = await RawHttp2.ConnectAsync(server.Http2.BaseAddress!, initialWindow: 0);
        var request = new ProbeRequest { Count = 1_000_000, ResponseBytes = 10_000 };
        await connection.WriteCallAsync(1, "/probe.v1.Probe/Download");
        await connection.WriteDataAsync(1, Wire.Envelope(request), end: true);

        Assert.Null(await connection.ReadUntilAsync(RawHttp2.Data));

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 256 * 1_024 * 1_024);
        await AssertHealthyAsync();
    }

    [Fact]
    public async Task Ping_NotAcknowledged_EndsTheConnection()
    {
        await using RawHttp2 connection = await RawHttp2.ConnectAsync(server.Http2.BaseAddress!);

        // The first is left unanswered, the others have no time to come.
        Assert.NotNull(await connection.ReadUntilAsync(RawHttp2.Ping));
        Assert.Null(await connection.ReadUntilAsync(RawHttp2.Data));
    }

    [Fact]
    public async Task Connections_ThousandsIdle_DoNotHinderOthers()
    {
        int count = TestScale.Pick(usual: 1_000, whole: 10_000);
        int port = server.Http2.BaseAddress!.Port;
        using Process idle = ClientProcess.StartNode("hostile/idle-connections.mjs", $"{port}", $"{count}");
        try
        {
            Assert.Equal("open", await idle.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)));
            await AssertHealthyAsync();
        }
        finally
        {
            idle.StandardInput.Close();
            await idle.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    private async Task<TcpClient> SendAsync(string text)
    {
        TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, server.Http1.BaseAddress!.Port);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text));
        return client;
    }

    /// <summary>Reads until the server ends the connection; what came before a reset may be lost.</summary>
    private static async Task<string> ReadToEndAsync(TcpClient client)
    {
        using StreamReader reader = new(client.GetStream());
        try
        {
            return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static async Task<uint> ReadGoAwayCodeAsync(RawHttp2 connection)
    {
        var frame = await connection.ReadUntilAsync(RawHttp2.GoAway);
        return BinaryPrimitives.ReadUInt32BigEndian(frame!.Value.Payload.AsSpan(4));
    }

    /// <summary>Kestrel reports an attack as an error, and nothing else.</summary>
    private static bool IsOfRapidReset(string log) =>
        log.StartsWith("Microsoft.AspNetCore.Server.Kestrel.Http2", StringComparison.Ordinal);

    private async Task AssertHealthyAsync()
    {
        string text = Convert.ToHexString(Encoding.UTF8.GetBytes("still here"));
        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, Wire.Envelope(new ProbeRequest { Text = text }))
            .WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(text, answer.Response.Text);
        Assert.DoesNotContain(server.Logs.Errors, e => !IsOfRapidReset(e));
    }
}
