using System.Net;
using System.Text.Json;
using Google.Protobuf;
using Google.Rpc;
using Probe.V1;
using Triage.Rpc.Tests.Support;

namespace Triage.Rpc.Tests.Calls;

public sealed class ConnectUnaryTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    private static readonly Dictionary<StatusCode, (string Name, int Http)> CodesOfTheSpecification = new()
    {
        [StatusCode.Cancelled] = ("canceled", 499),
        [StatusCode.Unknown] = ("unknown", 500),
        [StatusCode.InvalidArgument] = ("invalid_argument", 400),
        [StatusCode.DeadlineExceeded] = ("deadline_exceeded", 504),
        [StatusCode.NotFound] = ("not_found", 404),
        [StatusCode.AlreadyExists] = ("already_exists", 409),
        [StatusCode.PermissionDenied] = ("permission_denied", 403),
        [StatusCode.ResourceExhausted] = ("resource_exhausted", 429),
        [StatusCode.FailedPrecondition] = ("failed_precondition", 400),
        [StatusCode.Aborted] = ("aborted", 409),
        [StatusCode.OutOfRange] = ("out_of_range", 400),
        [StatusCode.Unimplemented] = ("unimplemented", 501),
        [StatusCode.Internal] = ("internal", 500),
        [StatusCode.Unavailable] = ("unavailable", 503),
        [StatusCode.DataLoss] = ("data_loss", 500),
        [StatusCode.Unauthenticated] = ("unauthenticated", 401),
    };

    public static TheoryData<StatusCode> FailureCodes => [.. CodesOfTheSpecification.Keys];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Unary_Json_AnswersJson(int httpVersion)
    {
        ConnectAnswer answer =
            await Wire.JsonAsync(httpVersion == 1 ? server.Http1 : server.Http2, """{"text":"grüße"}""");

        Assert.Equal(HttpStatusCode.OK, answer.Http);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal("grüße", answer.Json.GetProperty("text").GetString());
        Assert.Equal(answer.Body.Length.ToString(null, null), answer.Headers["content-length"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Unary_Proto_AnswersProto(int httpVersion)
    {
        using HttpRequestMessage request =
            Wire.Post(Wire.UnaryPath, new ProbeRequest { Text = "p" }.ToByteArray(), "application/proto");
        using HttpResponseMessage response = await (httpVersion == 1 ? server.Http1 : server.Http2).SendAsync(request);

        Assert.Equal("application/proto", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("p", ProbeResponse.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync()).Text);
    }

    [Fact]
    public async Task Unary_JsonWithCharsetAndVersion_Answers()
    {
        using HttpRequestMessage request = Wire.Post(
            Wire.UnaryPath, "{}"u8.ToArray(), "application/json; charset=utf-8", ("connect-protocol-version", "1"));
        using HttpResponseMessage response = await server.Http1.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(FailureCodes))]
    public async Task Unary_Failing_AnswersHttpStatusAndErrorWithDetails(StatusCode code)
    {
        ConnectAnswer answer =
            await Wire.JsonAsync(server.Http1, $$"""{"statusCode":{{(int)code}},"text":"why \u00e9"}""");

        (string name, int http) = CodesOfTheSpecification[code];
        Assert.Equal(http, (int)answer.Http);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal(name, answer.Code);
        Assert.Equal("why é", answer.Message);
        Assert.Equal("text", answer.Field);
        Assert.Equal("PROBED", answer.Detail("google.rpc.ErrorInfo").GetProperty("reason").GetString());
        JsonElement retry = answer.Json.GetProperty("details")[1];
        Assert.Equal("google.rpc.RetryInfo", retry.GetProperty("type").GetString());
        byte[] value = GrpcAnswer.Base64(retry.GetProperty("value").GetString()!);
        Assert.Equal(3, RetryInfo.Parser.ParseFrom(value).RetryDelay.Seconds);
        Assert.DoesNotContain("=", retry.GetProperty("value").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unary_Metadata_ComesBackAsHeadersAndPrefixedTrailers()
    {
        ConnectAnswer answer = await Wire.JsonAsync(
            server.Http1, "{}", headers: [("echo-a", "one"), ("echo-b-bin", "AAEC/w")]);

        Assert.Equal("one", answer.Headers["echo-a"]);
        Assert.Equal("AAEC/w", answer.Headers["echo-b-bin"]);
        Assert.Equal("one", answer.Headers["trailer-late-echo-a"]);
        Assert.Equal("AAEC/w", answer.Headers["trailer-late-echo-b-bin"]);
    }

    [Fact]
    public async Task Unary_FailingAfterTrailers_KeepsThem()
    {
        ConnectAnswer answer = await Wire.JsonAsync(
            server.Http1, """{"statusCode":5}""", headers: ("echo-a", "one"));

        Assert.Equal(HttpStatusCode.NotFound, answer.Http);
        Assert.Equal("one", answer.Headers["trailer-late-echo-a"]);
    }

    [Fact]
    public async Task Unary_GzipBothWays_IsReadAndWritten()
    {
        using HttpRequestMessage request = Wire.Post(
            Wire.UnaryPath,
            Gzipped.Compress("""{"responseBytes":5000}"""u8.ToArray()),
            "application/json",
            ("content-encoding", "gzip"),
            ("accept-encoding", "br, gzip"));
        using HttpResponseMessage response = await server.Http1.SendAsync(request);

        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
        Assert.Equal("Accept-Encoding", response.Headers.Vary.Single());
        byte[] inflated = Gzipped.Inflate(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(5_000, JsonDocument.Parse(inflated).RootElement.GetProperty("text").GetString()!.Length);
    }

    [Fact]
    public async Task Unary_DeadlinePasses_AnswersGatewayTimeout()
    {
        ConnectAnswer answer = await Wire.JsonAsync(
            server.Http1, """{"hang":true}""", headers: ("connect-timeout-ms", "50"));

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.Http);
        Assert.Equal("deadline_exceeded", answer.Code);
    }

    [Fact]
    public async Task Unary_CallerGoesAway_CancelsTheMethod()
    {
        server.Probe.Reset();
        using var cancel = new CancellationTokenSource();
        using HttpRequestMessage request =
            Wire.Post(Wire.UnaryPath, """{"hang":true}"""u8.ToArray(), "application/json");
        Task<HttpResponseMessage> call = server.Http1.SendAsync(request, cancel.Token);
        await server.Probe.Hanging.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await cancel.CancelAsync();

        await server.Probe.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }
}
