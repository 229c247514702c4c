using System.Net;
using Google.Protobuf;
using Google.Rpc;
using Probe.V1;
using Triage.Rpc.Tests.Support;

namespace Triage.Rpc.Tests.Calls;

public sealed class GrpcUnaryTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    public static TheoryData<StatusCode> FailureCodes =>
        [.. Enum.GetValues<StatusCode>().Where(c => c != StatusCode.OK)];

    [Fact]
    public async Task Unary_WithoutTls_AnswersMessageThenStatusTrailer()
    {
        GrpcAnswer answer = await Call(new ProbeRequest { Text = "grüße" });

        Assert.Equal(HttpStatusCode.OK, answer.Http);
        Assert.Equal("application/grpc", answer.ContentType);
        Assert.Equal("grüße", answer.Response.Text);
        Assert.Equal(0, answer.Envelopes.Single().Flags);
        Assert.Equal("0", answer.Trailers["grpc-status"]);
        Assert.Single(answer.Trailers);
    }

    [Fact]
    public async Task Unary_OverTls_Answers()
    {
        GrpcAnswer answer = await Wire.GrpcAsync(server.Tls, Wire.Envelope(new ProbeRequest { Text = "tls" }));

        Assert.Equal("tls", answer.Response.Text);
        Assert.Equal(StatusCode.OK, answer.Status);
    }

    [Theory]
    [InlineData("application/grpc+proto", "application/grpc+proto")]
    [InlineData("application/grpc; charset=utf-8", "application/grpc")]
    [InlineData("Application/GRPC", "application/grpc")]
    public async Task Unary_VariantOfContentType_IsAnsweredByItsMediaType(string contentType, string answered)
    {
        using HttpRequestMessage request =
            Wire.Post(Wire.UnaryPath, Wire.Envelope(new ProbeRequest { Text = "a" }), contentType);
        using HttpResponseMessage response = await server.Http2.SendAsync(request);

        Assert.Equal(answered, response.Content.Headers.ContentType!.ToString());
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task Unary_JsonCodec_AnswersJson()
    {
        byte[] body = Wire.Envelope("""{"text":"j"}"""u8.ToArray());
        using HttpRequestMessage request = Wire.Post(Wire.UnaryPath, body, "application/grpc+json");
        using HttpResponseMessage response = await server.Http2.SendAsync(request);
        var answer = new GrpcAnswer(response, await response.Content.ReadAsByteArrayAsync());

        Assert.Equal("""{ "text": "j", "number": 1 }"""u8, answer.Envelopes.Single().Payload);
    }

    [Theory]
    [MemberData(nameof(FailureCodes))]
    public async Task Unary_Failing_AnswersTrailersOnlyWithDetails(StatusCode code)
    {
        GrpcAnswer answer = await Call(new ProbeRequest { StatusCode = (int)code, Text = "50% too élevé\n" });

        Assert.True(answer.IsTrailersOnly);
        Assert.Equal(code, answer.Status);
        Assert.Equal("50% too élevé\n", answer.Message);
        Assert.Equal("50%25 too %C3%A9lev%C3%A9%0A", answer.Headers["grpc-message"]);
        Google.Rpc.Status details = answer.Details;
        Assert.Equal((int)code, details.Code);
        Assert.Equal("50% too élevé\n", details.Message);
        Assert.Equal("text", details.Details[0].Unpack<BadRequest>().FieldViolations.Single().Field);
        Assert.Equal(3, details.Details[1].Unpack<RetryInfo>().RetryDelay.Seconds);
        Assert.Equal("PROBED", details.Details[2].Unpack<ErrorInfo>().Reason);
    }

    [Fact]
    public async Task Unary_UnexpectedException_AnswersInternalAndLogsNothingOfTheRequest()
    {
        GrpcAnswer answer = await Call(new ProbeRequest { Crash = true, Text = "secret-4711" });

        Assert.Equal(StatusCode.Internal, answer.Status);
        Assert.DoesNotContain("4711", answer.Message, StringComparison.Ordinal);
        string requestId = answer.Message.Split(' ')[^1];
        string log = Assert.Single(server.Logs.Errors, e => e.Contains(requestId, StringComparison.Ordinal));
        Assert.Contains("System.InvalidOperationException", log, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Logs.Entries, e => e.Text.Contains("4711", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unary_Metadata_ComesBackAsHeadersAndTrailers()
    {
        GrpcAnswer answer = await Call(
            new ProbeRequest(), ("echo-a", "one"), ("echo-b-bin", "AAEC/w=="), ("echo-c-bin", "AQ,Ag"));

        Assert.Equal("one", answer.Headers["echo-a"]);
        Assert.Equal("AAEC/w", answer.Headers["echo-b-bin"]);
        Assert.Equal("AQ,Ag", answer.Headers["echo-c-bin"]);
        Assert.Equal("one", answer.Trailers["late-echo-a"]);
        Assert.Equal("AAEC/w", answer.Trailers["late-echo-b-bin"]);
    }

    [Fact]
    public async Task Unary_BinaryMetadataIsNoBase64_AnswersInvalidArgumentNamingIt()
    {
        GrpcAnswer answer = await Call(new ProbeRequest(), ("echo-bin", "!!"));

        Assert.Equal(StatusCode.InvalidArgument, answer.Status);
        Assert.Equal("echo-bin: expected base64, got '!!'", answer.Message);
    }

    [Theory]
    [InlineData("/probe.v1.Probe/Missing")]
    [InlineData("/probe.v1.Probe/Nothing")]
    [InlineData("/probe.v2.Probe/Unary")]
    [InlineData("/probe.v1.Probe/unary%20")]
    public async Task Call_MethodNotImplemented_AnswersUnimplemented(string path)
    {
        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, Wire.Envelope(new ProbeRequest()), path);

        Assert.Equal(HttpStatusCode.OK, answer.Http);
        Assert.Equal(StatusCode.Unimplemented, answer.Status);
        Assert.StartsWith(
            $"method {path.Replace("%20", " ", StringComparison.Ordinal)}: not implemented here",
            answer.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unary_GzipRequest_IsRead()
    {
        byte[] body = Wire.Envelope(Gzipped.Compress(new ProbeRequest { Text = "zip" }.ToByteArray()), flags: 1);

        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, body, headers: ("grpc-encoding", "gzip"));

        Assert.Equal("zip", answer.Response.Text);
    }

    [Fact]
    public async Task Unary_LargeResponseToCallerThatAcceptsGzip_IsCompressed()
    {
        GrpcAnswer answer = await Call(
            new ProbeRequest { ResponseBytes = 5_000 }, ("grpc-accept-encoding", "identity, deflate, gzip"));

        Assert.Equal("gzip", answer.Headers["grpc-encoding"]);
        (byte flags, byte[] payload) = answer.Envelopes.Single();
        Assert.Equal(1, flags);
        Assert.Equal(5_000, ProbeResponse.Parser.ParseFrom(Gzipped.Inflate(payload)).Text.Length);
    }

    [Theory]
    [InlineData(5_000, "identity")]
    [InlineData(5_000, "gzip;q=0")]
    [InlineData(100, "gzip")]
    public async Task Unary_SmallResponseOrNoGzip_IsNotCompressed(int responseBytes, string accepted)
    {
        GrpcAnswer answer = await Call(
            new ProbeRequest { ResponseBytes = responseBytes }, ("grpc-accept-encoding", accepted));

        Assert.Equal(responseBytes, answer.Response.Text.Length);
        Assert.Equal(0, answer.Envelopes.Single().Flags);
        Assert.DoesNotContain("grpc-encoding", answer.Headers.Keys);
    }

    [Fact]
    public async Task Unary_CallerResets_CancelsTheMethod()
    {
        server.Probe.Reset();
        using var cancel = new CancellationTokenSource();
        using HttpRequestMessage request =
            Wire.Post(Wire.UnaryPath, Wire.Envelope(new ProbeRequest { Hang = true }), "application/grpc");
        Task<HttpResponseMessage> call = server.Http2.SendAsync(request, cancel.Token);
        await server.Probe.Hanging.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await cancel.CancelAsync();

        await server.Probe.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Unary_DeadlinePasses_CancelsTheMethodAndAnswersDeadlineExceeded()
    {
        server.Probe.Reset();

        GrpcAnswer answer = await Call(new ProbeRequest { Hang = true }, ("grpc-timeout", "50m"));

        Assert.True(server.Probe.Cancelled.Task.IsCompleted);
        Assert.Equal(StatusCode.DeadlineExceeded, answer.Status);
    }

    [Fact]
    public async Task Unary_DeadlinePassedOnArrival_AnswersWithoutCallingTheMethod()
    {
        server.Probe.Reset();

        GrpcAnswer answer = await Call(new ProbeRequest { Hang = true }, ("grpc-timeout", "0n"));

        Assert.Equal(StatusCode.DeadlineExceeded, answer.Status);
        Assert.False(server.Probe.Hanging.Task.IsCompleted);
    }

    private Task<GrpcAnswer> Call(ProbeRequest request, params (string Name, string Value)[] headers) =>
        Wire.GrpcAsync(server.Http2, Wire.Envelope(request), Wire.UnaryPath, headers);
}
