using System.Net;
using Google.Protobuf;
using Google.Rpc;
using Probe.V1;
using Triage.Rpc.Tests.Support;

namespace Triage.Rpc.Tests.Calls;

public sealed class GrpcBadInputTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    private static readonly byte[] Good = Wire.Envelope(new ProbeRequest { Text = "good" });

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(10)]
    public async Task Unary_FrameCutOff_AnswersInvalidArgument(int length)
    {
        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, Good[..length]);

        AssertFailure(answer, StatusCode.InvalidArgument, "request: expected whole messages, got one cut off");
    }

    [Fact]
    public async Task Unary_LengthThatLies_AnswersInvalidArgument()
    {
        byte[] body = [.. Good];
        body[4]++;

        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, body);

        Assert.Equal(StatusCode.InvalidArgument, answer.Status);
    }

    [Fact]
    public async Task Unary_LengthOf4GiB_AnswersResourceExhaustedWithoutReading()
    {
        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, [0, 255, 255, 255, 255, 1, 2, 3]);

        AssertFailure(
            answer, StatusCode.ResourceExhausted, "request message: expected at most 65536 bytes, got 4294967295");
    }

    [Fact]
    public async Task Unary_MessageTooLarge_AnswersResourceExhausted()
    {
        var request = new ProbeRequest { Text = new string('a', ProbeServer.MaxMessageBytes) };

        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, Wire.Envelope(request));

        AssertFailure(
            answer, StatusCode.ResourceExhausted, "request message: expected at most 65536 bytes, got 65540");
    }

    [Fact]
    public async Task Unary_LargestMessage_IsRead()
    {
        var request = new ProbeRequest { Text = new string('a', ProbeServer.MaxMessageBytes - 4), ResponseBytes = 1 };
        request.Text = request.Text[..(request.Text.Length - (request.CalculateSize() - ProbeServer.MaxMessageBytes))];

        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, Wire.Envelope(request));

        Assert.Equal(StatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Unary_ResponseTooLarge_AnswersResourceExhausted()
    {
        var request = new ProbeRequest { ResponseBytes = ProbeServer.MaxMessageBytes + 1 };

        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, Wire.Envelope(request));

        Assert.True(answer.IsTrailersOnly);
        Assert.Equal(StatusCode.ResourceExhausted, answer.Status);
    }

    [Fact]
    public async Task Unary_MalformedProtobuf_AnswersInvalidArgumentNamingTheMessage()
    {
        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, Wire.Envelope([0x0A, 0xFF, 0x01]));

        AssertFailure(
            answer,
            StatusCode.InvalidArgument,
            "request: expected the protobuf encoding of probe.v1.ProbeRequest, got other bytes");
        Assert.Equal("REQUEST_MALFORMED", answer.Details.Details[1].Unpack<ErrorInfo>().Reason);
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 3, 0xED, 0xA0, 0x80 }, "text")]
    [InlineData(new byte[] { 0x50, 0x80, 0x01, 0x42, 3, 0x0A, 1, 0xC3 }, "part.name")]
    [InlineData(new byte[] { 0x3A, 5, 0x0A, 1, 0xFF, 0x10, 1 }, "answers.key")]
    public async Task Unary_StringIsNoUtf8_AnswersInvalidArgumentNamingIt(byte[] payload, string field)
    {
        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, Wire.Envelope(payload));

        AssertFailure(
            answer, StatusCode.InvalidArgument, $"{field}: expected a string in UTF-8, got other bytes");
        Assert.Equal(field, answer.Details.Details[0].Unpack<BadRequest>().FieldViolations.Single().Field);
    }

    [Fact]
    public async Task Unary_EveryKindOfFieldAroundNonAsciiText_IsRead()
    {
        var request = new ProbeRequest
        {
            Text = "日本語 😈 é",
            Count = int.MaxValue,
            Answers = { ["größe"] = -1 },
            Part = new Part
            {
                Name = "ß",
                Numbers = { 1, -1, 300 },
                Instant = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTime(DateTime.UnixEpoch),
            },
            Value = Google.Protobuf.WellKnownTypes.Value.ForNumber(1.5),
        };

        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, Wire.Envelope(request));

        Assert.Equal(request.Text, answer.Response.Text);
    }

    [Fact]
    public async Task Unary_NestedTooDeep_AnswersInvalidArgument()
    {
        var part = new Part();
        for (int depth = 0; depth < 200; depth++)
        {
            part = new Part { Part_ = part };
        }

        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, Wire.Envelope(new ProbeRequest { Part = part }));

        Assert.Equal(StatusCode.InvalidArgument, answer.Status);
    }

    [Fact]
    public async Task Unary_NoMessage_AnswersUnimplemented()
    {
        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, []);

        AssertFailure(answer, StatusCode.Unimplemented, "request: expected exactly one message, got none");
    }

    [Fact]
    public async Task Unary_TwoMessages_AnswersUnimplemented()
    {
        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, [.. Good, .. Good]);

        AssertFailure(answer, StatusCode.Unimplemented, "request: expected exactly one message, got several");
    }

    [Fact]
    public async Task Unary_CompressedFlagWithoutEncoding_AnswersInternal()
    {
        byte[] body = Wire.Envelope(Gzipped.Compress(new ProbeRequest().ToByteArray()), flags: 1);

        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, body);

        AssertFailure(
            answer,
            StatusCode.Internal,
            "request message: its compressed flag is set but grpc-encoding names no encoding");
    }

    [Fact]
    public async Task Unary_UnknownEncoding_AnswersUnimplementedNamingThoseKnown()
    {
        byte[] body = Wire.Envelope(new ProbeRequest(), flags: 1);

        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, body, headers: ("grpc-encoding", "snappy"));

        AssertFailure(
            answer, StatusCode.Unimplemented, "grpc-encoding: expected one of identity, gzip, got 'snappy'");
        Assert.Equal("identity,gzip", answer.Headers["grpc-accept-encoding"]);
    }

    [Fact]
    public async Task Unary_UnknownFlags_AnswersInvalidArgument()
    {
        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, Wire.Envelope(new ProbeRequest(), flags: 0x40));

        AssertFailure(
            answer, StatusCode.InvalidArgument, "request: expected the flags 0 or 1 before a message, got 64");
    }

    [Fact]
    public async Task Unary_NoGzip_AnswersInvalidArgument()
    {
        byte[] body = Wire.Envelope([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], flags: 1);

        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, body, headers: ("grpc-encoding", "gzip"));

        AssertFailure(answer, StatusCode.InvalidArgument, "request: expected gzip, got other bytes");
    }

    [Fact]
    public async Task Unary_GzipCutOff_AnswersInvalidArgument()
    {
        byte[] zipped = Gzipped.Compress(new ProbeRequest { Text = "some text to compress" }.ToByteArray());

        GrpcAnswer answer = await Wire.GrpcAsync(
            server.Http2, Wire.Envelope(zipped[..(zipped.Length - 9)], flags: 1), headers: ("grpc-encoding", "gzip"));

        Assert.Equal(StatusCode.InvalidArgument, answer.Status);
    }

    [Fact]
    public async Task Unary_GzipBomb_AnswersResourceExhausted()
    {
        byte[] bomb = Gzipped.Compress(new byte[20 * 1_024 * 1_024]);
        Assert.True(bomb.Length < ProbeServer.MaxMessageBytes);

        GrpcAnswer answer = await Wire.GrpcAsync(
            server.Http2, Wire.Envelope(bomb, flags: 1), headers: ("grpc-encoding", "gzip"));

        AssertFailure(
            answer, StatusCode.ResourceExhausted, "request message: expected at most 65536 bytes inflated, got more");
    }

    [Theory]
    [InlineData("5")]
    [InlineData("S")]
    [InlineData("123456789S")]
    [InlineData("-1S")]
    [InlineData("5x")]
    public async Task Unary_TimeoutMalformed_AnswersInvalidArgument(string timeout)
    {
        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, Good, headers: ("grpc-timeout", timeout));

        AssertFailure(
            answer,
            StatusCode.InvalidArgument,
            $"grpc-timeout: expected up to 8 digits and a unit of H, M, S, m, u, n, got '{timeout}'");
    }

    [Fact]
    public async Task Unary_LongestTimeout_Answers()
    {
        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, Good, headers: ("grpc-timeout", "99999999H"));

        Assert.Equal(StatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Unary_OverHttp11_AnswersVersionNotSupported()
    {
        using HttpRequestMessage request = Wire.Post(Wire.UnaryPath, Good, "application/grpc");
        using HttpResponseMessage response = await server.Http1.SendAsync(request);

        Assert.Equal(HttpStatusCode.HttpVersionNotSupported, response.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/grpcx")]
    [InlineData("application/connect+json")]
    public async Task Unary_WrongContentType_AnswersUnsupportedMediaType(string contentType)
    {
        using HttpRequestMessage request = Wire.Post(Wire.UnaryPath, Good, contentType);
        using HttpResponseMessage response = await server.Http2.SendAsync(request);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains(
            "application/grpc", response.Headers.GetValues("accept-post").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task Unary_WrongHttpMethod_AnswersMethodNotAllowed(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Wire.UnaryPath);
        using HttpResponseMessage response = await server.Http2.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Contains("POST", response.Content.Headers.Allow);
    }

    private void AssertFailure(GrpcAnswer answer, StatusCode code, string message)
    {
        Assert.True(answer.IsTrailersOnly);
        Assert.Equal((code, message), (answer.Status, answer.Message));
        Assert.Equal(((int)code, message), (answer.Details.Code, answer.Details.Message));
        Assert.Empty(server.Logs.Errors);
    }
}
