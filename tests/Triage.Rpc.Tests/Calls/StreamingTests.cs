using System.Net;
using Probe.V1;
using Triage.Rpc.Tests.Support;

namespace Triage.Rpc.Tests.Calls;

public sealed class StreamingTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    public static TheoryData<string> Protocols => [.. RawProtocol.All.Select(p => p.ToString())];

    public static TheoryData<string> BinaryProtocolsOfHttp2 =>
    [
        .. RawProtocol.All.Where(p => p.HttpVersion == 2).Select(p => p.ToString())
            .Where(name => !name.Contains("-text", StringComparison.Ordinal)),
    ];

    public static TheoryData<string> ProtocolsOfHttp1 =>
        [.. RawProtocol.All.Where(p => p.HttpVersion == 1).Select(p => p.ToString())];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Download_ThreeMessages_ComeInOrder(string protocol)
    {
        StreamAnswer answer = await Call(protocol, "Download", new ProbeRequest { Count = 3, Text = "grüße" });

        Assert.Equal(StatusCode.OK, answer.Status);
        Assert.Equal([1, 2, 3], answer.Messages.Select(m => m.Number));
        Assert.All(answer.Messages, m => Assert.Equal("grüße", m.Text));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Download_NoMessage_EndsWithSuccess(string protocol)
    {
        StreamAnswer answer = await Call(protocol, "Download", new ProbeRequest());

        Assert.Equal(StatusCode.OK, answer.Status);
        Assert.Empty(answer.Messages);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Download_FailingAfterMessages_KeepsMessagesAndEndsWithError(string protocol)
    {
        StreamAnswer answer = await Call(
            protocol, "Download", new ProbeRequest
            {
                Count = 2,
                StatusCode = (int)StatusCode.NotFound,
                Text = "50% été",
            });

        Assert.Equal(2, answer.Messages.Count);
        Assert.Equal((StatusCode.NotFound, "50% été"), (answer.Status, answer.Message));
        Assert.Equal(["google.rpc.BadRequest", "google.rpc.RetryInfo", "google.rpc.ErrorInfo"], answer.DetailTypes);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Download_FailingBeforeMessages_EndsWithError(string protocol)
    {
        StreamAnswer answer = await Call(
            protocol, "Download", new ProbeRequest { StatusCode = (int)StatusCode.Aborted, Text = "lost" });

        Assert.Empty(answer.Messages);
        Assert.Equal((StatusCode.Aborted, "lost"), (answer.Status, answer.Message));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Download_Metadata_ComesBackAsHeadersAndTrailers(string protocol)
    {
        StreamAnswer answer = await Protocol(protocol).CallAsync(
            server,
            "Download",
            [new ProbeRequest { Count = 1 }],
            ("echo-a", "one"),
            ("echo-b-bin", "AAEC/w"));

        Assert.Equal("one", answer.Headers["echo-a"]);
        Assert.Equal("AAEC/w", answer.Headers["echo-b-bin"]);
        Assert.Equal("one", answer.Trailers["late-echo-a"]);
        Assert.Equal("AAEC/w", answer.Trailers["late-echo-b-bin"]);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Upload_ThreeMessages_AnswersOne(string protocol)
    {
        StreamAnswer answer = await Call(
            protocol, "Upload", new ProbeRequest { Text = "a" }, new ProbeRequest { Text = "b" }, new ProbeRequest
            {
                Text = "c",
            });

        Assert.Equal(StatusCode.OK, answer.Status);
        ProbeResponse message = Assert.Single(answer.Messages);
        Assert.Equal(("abc", 3), (message.Text, message.Number));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Upload_NoMessage_Answers(string protocol)
    {
        StreamAnswer answer = await Call(protocol, "Upload");

        Assert.Equal(0, Assert.Single(answer.Messages).Number);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Upload_LastMessageCutOff_EndsWithInvalidArgument(string protocol)
    {
        byte[] whole = Protocol(protocol).Encode(new ProbeRequest { Text = "some text" });

        StreamAnswer answer = await Protocol(protocol).CallAsync(server, "Upload", [.. whole, .. whole[..8]]);

        Assert.Equal(
            (StatusCode.InvalidArgument, "request: expected whole messages, got one cut off"),
            (answer.Status, answer.Message));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Upload_LongerThanTheServerTakesBodies_IsRead(string protocol)
    {
        var request = new ProbeRequest { Part = new Part { Name = new string('a', 40_000) } };

        StreamAnswer answer = await Call(protocol, "Upload", [.. Enumerable.Repeat(request, 10)]);

        Assert.Equal(StatusCode.OK, answer.Status);
        Assert.Equal(10, Assert.Single(answer.Messages).Number);
    }

    [Theory]
    [InlineData("application/connect+proto HTTP/2")]
    [InlineData("application/connect+json HTTP/1")]
    public async Task Upload_UnknownEncoding_EndsWithUnimplemented(string protocol)
    {
        StreamAnswer answer = await Protocol(protocol).CallAsync(
            server, "Upload", [new ProbeRequest()], ("connect-content-encoding", "br"));

        Assert.Equal(
            (StatusCode.Unimplemented, "connect-content-encoding: expected one of identity, gzip, got 'br'"),
            (answer.Status, answer.Message));
    }

    [Theory]
    [MemberData(nameof(BinaryProtocolsOfHttp2))]
    public async Task Chat_PingPong_AnswersEachBeforeTheNext(string protocol)
    {
        await using var call = new DuplexCall(server, Protocol(protocol), "/probe.v1.Probe/Chat");
        for (int number = 1; number <= 20; number++)
        {
            await call.WriteAsync(new ProbeRequest { Text = $"ping {number}" });
            ProbeResponse answer = await call.ReadMessageAsync();
            Assert.Equal(($"ping {number}", number), (answer.Text, answer.Number));
        }

        call.CompleteWriting();
        if (protocol.StartsWith("application/grpc ", StringComparison.Ordinal))
        {
            Assert.Equal("0", await call.ReadGrpcStatusAsync());
        }
        else
        {
            Assert.True((await call.ReadAsync()).Flags > 1);
        }
    }

    [Theory]
    [MemberData(nameof(ProtocolsOfHttp1))]
    public async Task Chat_OverHttp11_AnswersVersionNotSupported(string protocol)
    {
        RawProtocol raw = Protocol(protocol);
        using HttpRequestMessage request =
            Wire.Post("/probe.v1.Probe/Chat", raw.Encode(new ProbeRequest()), raw.ContentType);
        using HttpResponseMessage response = await server.Http1.SendAsync(request);

        Assert.Equal(HttpStatusCode.HttpVersionNotSupported, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Download_CallerAcceptsGzip_LargeMessagesAreCompressed(string protocol)
    {
        RawProtocol raw = Protocol(protocol);
        string prefix = protocol.Contains("connect", StringComparison.Ordinal) ? "connect-" : "grpc-";
        string encodingHeader = prefix == "grpc-" ? "grpc-encoding" : "connect-content-encoding";

        StreamAnswer answer = await raw.CallAsync(
            server, "Download", raw.Encode(new ProbeRequest { Count = 2, ResponseBytes = 5_000 }, gzip: true),
            (prefix + "accept-encoding", "gzip"), (encodingHeader, "gzip"));

        Assert.Equal(2, answer.Compressed);
        Assert.Equal("gzip", answer.Headers[encodingHeader]);
        Assert.All(answer.Messages, m => Assert.Equal(5_000, m.Text.Length));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Download_DeadlinePasses_EndsWithDeadlineExceeded(string protocol)
    {
        server.Probe.Reset();
        (string, string) timeout = protocol.Contains("connect", StringComparison.Ordinal)
            ? ("connect-timeout-ms", "100")
            : ("grpc-timeout", "100m");

        StreamAnswer answer = await Protocol(protocol).CallAsync(
            server, "Download", [new ProbeRequest { Count = 1, Hang = true }], timeout);

        Assert.Equal(StatusCode.DeadlineExceeded, answer.Status);
        Assert.Single(answer.Messages);
        Assert.True(server.Probe.Cancelled.Task.IsCompleted);
    }

    [Theory]
    [MemberData(nameof(BinaryProtocolsOfHttp2))]
    public async Task Chat_CallerCancelsAfterFirstAnswer_CancelsTheMethod(string protocol)
    {
        server.Probe.Reset();
        await using var call = new DuplexCall(server, Protocol(protocol), "/probe.v1.Probe/Chat");
        await call.WriteAsync(new ProbeRequest());
        await call.ReadMessageAsync();
        await call.WriteAsync(new ProbeRequest { Hang = true });
        await server.Probe.Hanging.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await call.CancelAsync();

        await server.Probe.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Upload_SilentForLongerThanBodiesMayBe_GoesOn()
    {
        await using var call = new DuplexCall(server, Protocol("application/grpc HTTP/2"), "/probe.v1.Probe/Upload");
        await call.WriteAsync(new ProbeRequest { Text = "a" });

        await Task.Delay(2 * ProbeServer.SlowGrace, TestContext.Current.CancellationToken);
        await call.WriteAsync(new ProbeRequest { Text = "b" });
        call.CompleteWriting();

        Assert.Equal("ab", (await call.ReadMessageAsync()).Text);
    }

    [Fact]
    public async Task Upload_GrpcWebTextInOnePiece_IsRead()
    {
        byte[] envelopes =
            [.. Wire.Envelope(new ProbeRequest { Text = "a" }), .. Wire.Envelope(new ProbeRequest { Text = "bc" })];
        byte[] text = System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(envelopes));

        StreamAnswer answer = await Protocol("application/grpc-web-text HTTP/1").CallAsync(server, "Upload", text);

        Assert.Equal("abc", Assert.Single(answer.Messages).Text);
    }

    [Theory]
    [InlineData("AAAAAAA")]
    [InlineData("!!!!")]
    [InlineData("AA==AAAA=A==")]
    public async Task Upload_GrpcWebTextIsNoBase64_EndsWithInvalidArgument(string text)
    {
        StreamAnswer answer = await Protocol("application/grpc-web-text HTTP/1")
            .CallAsync(server, "Upload", System.Text.Encoding.ASCII.GetBytes(text));

        Assert.Equal(
            (StatusCode.InvalidArgument, "request: expected base64, got other bytes"), (answer.Status, answer.Message));
    }

    private static RawProtocol Protocol(string name) => RawProtocol.All.Single(p => p.ToString() == name);

    private Task<StreamAnswer> Call(string protocol, string method, params ProbeRequest[] requests) =>
        Protocol(protocol).CallAsync(server, method, requests);
}
