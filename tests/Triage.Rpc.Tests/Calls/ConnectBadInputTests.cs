using System.Net;
using Triage.Rpc.Tests.Support;

namespace Triage.Rpc.Tests.Calls;

public sealed class ConnectBadInputTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    private const string ProbeMethods =
        "one of /probe.v1.Probe/Unary, /probe.v1.Probe/Change, /probe.v1.Probe/Missing, "
        + "/probe.v1.Probe/Download, /probe.v1.Probe/Upload, /probe.v1.Probe/Chat";

    private const string Services = "a method of probe.v1.Probe, grpc.health.v1.Health, "
        + "grpc.reflection.v1.ServerReflection, grpc.reflection.v1alpha.ServerReflection";

    private const string UnaryTypes = "application/grpc, application/grpc-web, application/grpc-web-text, "
        + "application/json, application/proto";

    private const string StreamTypes = "application/grpc, application/grpc-web, application/grpc-web-text, "
        + "application/connect+json, application/connect+proto";

    [Theory]
    [InlineData("""{"txet":"a"}""", "txet", "unknown field of probe.v1.ProbeRequest, expected one of "
        + "text, statusCode, crash, hang, responseBytes, count, answers, part, level, value, parts, flag, gate")]
    [InlineData("""{"text":7}""", "text", "expected a string, got a number")]
    [InlineData("""{"text":{}}""", "text", "expected a string, got an object")]
    [InlineData("""{"text":"\ud800"}""", "text", "expected a string, got a string with a lone surrogate")]
    [InlineData("""{"flag":"yes"}""", "flag", "expected true or false, got a string")]
    [InlineData("""{"count":3000000000}""", "count",
        "expected an integer from -2^31 to 2^31 - 1, got a number out of range or not whole")]
    [InlineData("""{"answers":{"urgency":"high"}}""", "answers.urgency",
        "expected an integer from -2^31 to 2^31 - 1, got a string")]
    [InlineData("""{"answers":[1]}""", "answers", "expected an object, got an array")]
    [InlineData("""{"part":{"instant":"yesterday"}}""", "part.instant",
        "expected an instant such as \"2026-01-31T09:30:00Z\", got a string of another form")]
    [InlineData("""{"part":{"part":{"nmae":""}}}""", "part.part.nmae",
        "unknown field of probe.v1.Part, expected one of name, instant, numbers, part")]
    [InlineData("""{"parts":[{},{"numbers":[1,2,true]}]}""", "parts[1].numbers[2]",
        "expected an integer from -2^31 to 2^31 - 1, got true")]
    [InlineData("""{"parts":{}}""", "parts", "expected an array, got an object")]
    [InlineData("""{"level":"HUGE"}""", "level", "expected one of LOW, HIGH, got another string")]
    public async Task Unary_JsonFieldDoesNotFit_AnswersInvalidArgumentNamingIt(
        string json, string field, string description)
    {
        ConnectAnswer answer = await Wire.JsonAsync(server.Http1, json);

        AssertFailure(answer, HttpStatusCode.BadRequest, "invalid_argument", $"{field}: {description}");
        Assert.Equal(field, answer.Field);
    }

    [Theory]
    [InlineData("", "request: expected well-formed JSON, got the end of the body at line 1, byte 1")]
    [InlineData("{", "request: expected well-formed JSON, got the end of the body at line 1, byte 2")]
    [InlineData("{\n\"text\": x}", "request: expected well-formed JSON, got a letter or sign at line 2, byte 9")]
    [InlineData("{\"text\": \"a \nb\"}",
        "request: expected well-formed JSON, got a control character that is not escaped at line 1, byte 13")]
    [InlineData("{'text': 1}", "request: expected well-formed JSON, got an apostrophe at line 1, byte 2")]
    [InlineData("{\"text\": \"a\",}", "request: expected well-formed JSON, got '}' at line 1, byte 14")]
    [InlineData("""{"\ud800":1}""", "request: expected field names without lone surrogates, got one with")]
    [InlineData("[]", "request: expected an object, got an array")]
    [InlineData("null", "request: expected an object, got null")]
    [InlineData("{\"text\":\"a\",\"text\":\"b\"} x",
        "request: expected well-formed JSON, got a letter or sign at line 1, byte 25")]
    public async Task Unary_NoJsonObject_AnswersInvalidArgument(string json, string message)
    {
        ConnectAnswer answer = await Wire.JsonAsync(server.Http1, json);

        AssertFailure(answer, HttpStatusCode.BadRequest, "invalid_argument", message);
    }

    [Theory]
    [InlineData("[", "]", 73)]
    [InlineData("{\"a\":", "}", 325)]
    public async Task Unary_JsonNestedTooDeep_AnswersInvalidArgument(string open, string close, int position)
    {
        string nested =
            string.Concat(Enumerable.Repeat(open, 5_000)) + "1" + string.Concat(Enumerable.Repeat(close, 5_000));

        ConnectAnswer answer = await Wire.JsonAsync(server.Http1, $$"""{"value":{{nested}}}""");

        AssertFailure(
            answer,
            HttpStatusCode.BadRequest,
            "invalid_argument",
            $"request: expected JSON nested at most 64 deep, got deeper at line 1, byte {position}");
    }

    [Fact]
    public async Task Unary_InvalidUtf8_AnswersInvalidArgument()
    {
        byte[] body = [.. "{\"text\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8];
        using HttpRequestMessage request = Wire.Post(Wire.UnaryPath, body, "application/json");
        using HttpResponseMessage response = await server.Http1.SendAsync(request);
        var answer = new ConnectAnswer(response, await response.Content.ReadAsByteArrayAsync());

        AssertFailure(
            answer, HttpStatusCode.BadRequest, "invalid_argument", "request: expected JSON in UTF-8, got other bytes");
    }

    [Fact]
    public async Task Unary_NulAndControlCharacters_ArriveUnchanged()
    {
        ConnectAnswer answer = await Wire.JsonAsync(server.Http1, """{"text":"a\u0000\u0007\u202e\u0301b"}""");

        Assert.Equal("a\0\a\u202e\u0301b", answer.Json.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Unary_MalformedProto_AnswersInvalidArgument()
    {
        using HttpRequestMessage request = Wire.Post(Wire.UnaryPath, [0xFF], "application/proto");
        using HttpResponseMessage response = await server.Http1.SendAsync(request);
        var answer = new ConnectAnswer(response, await response.Content.ReadAsByteArrayAsync());

        AssertFailure(
            answer,
            HttpStatusCode.BadRequest,
            "invalid_argument",
            "request: expected the protobuf encoding of probe.v1.ProbeRequest, got other bytes");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Unary_TooLarge_AnswersResourceExhausted(int httpVersion)
    {
        string json = $$"""{"text":"{{new string('a', ProbeServer.MaxMessageBytes)}}"}""";

        ConnectAnswer answer = await Wire.JsonAsync(httpVersion == 1 ? server.Http1 : server.Http2, json);

        AssertFailure(
            answer,
            HttpStatusCode.TooManyRequests,
            "resource_exhausted",
            $"request message: expected at most 65536 bytes, got {json.Length}");
    }

    [Fact]
    public async Task Unary_GzipBomb_AnswersResourceExhausted()
    {
        ConnectAnswer answer = await Post(Gzipped.Compress(new byte[20 * 1_024 * 1_024]), "gzip");

        AssertFailure(
            answer,
            HttpStatusCode.TooManyRequests,
            "resource_exhausted",
            "request message: expected at most 65536 bytes inflated, got more");
    }

    [Fact]
    public async Task Unary_UnknownEncoding_AnswersUnimplemented()
    {
        ConnectAnswer answer = await Post([1, 2, 3], "zstd");

        AssertFailure(
            answer,
            HttpStatusCode.NotImplemented,
            "unimplemented",
            "content-encoding: expected one of identity, gzip, got 'zstd'");
    }

    [Theory]
    [InlineData("connect-timeout-ms", "12345678901", "up to 10 digits of milliseconds")]
    [InlineData("connect-timeout-ms", "-1", "up to 10 digits of milliseconds")]
    [InlineData("connect-timeout-ms", "soon", "up to 10 digits of milliseconds")]
    [InlineData("connect-protocol-version", "2", "1")]
    public async Task Unary_HeaderInvalid_AnswersInvalidArgumentNamingIt(string name, string value, string expected)
    {
        ConnectAnswer answer = await Wire.JsonAsync(server.Http1, "{}", headers: (name, value));

        AssertFailure(
            answer, HttpStatusCode.BadRequest, "invalid_argument", $"{name}: expected {expected}, got '{value}'");
    }

    [Fact]
    public async Task Unary_MethodNotImplemented_AnswersUnimplemented()
    {
        ConnectAnswer answer = await Wire.JsonAsync(server.Http1, "{}", "/probe.v1.Probe/Missing");

        AssertFailure(
            answer,
            HttpStatusCode.NotImplemented,
            "unimplemented",
            "method /probe.v1.Probe/Missing: not implemented here");
    }

    [Theory]
    [InlineData("/probe.v1.Probe/Nothing", ProbeMethods)]
    [InlineData("/probe/unary", ProbeMethods)]
    [InlineData("/probe.v1.Nobody/Unary", Services)]
    [InlineData("/unary", Services)]
    [InlineData("/", Services)]
    public async Task Call_UnknownPath_AnswersNotFoundNamingWhatIsNear(string path, string expected)
    {
        ConnectAnswer answer = await Wire.JsonAsync(server.Http1, "{}", path);

        AssertFailure(
            answer,
            HttpStatusCode.NotFound,
            "unimplemented",
            $"method {path}: not implemented here, expected {expected}");
    }

    [Fact]
    public async Task Get_PathOfNoService_IsLeftToOthers()
    {
        using HttpResponseMessage response = await server.Http1.GetAsync(new Uri("/page.html/x", UriKind.Relative));
        using HttpResponseMessage file = await server.Http1.GetAsync(new Uri("/assets/main.js", UriKind.Relative));

        Assert.Equal((HttpStatusCode.NotFound, "application/json"), Summary(response));
        Assert.Equal((HttpStatusCode.NotFound, ""), Summary(file));
    }

    [Theory]
    [InlineData("text/plain", "Unary", "'text/plain'", UnaryTypes)]
    [InlineData("application/json", "Chat", "'application/json'", StreamTypes)]
    [InlineData(null, "Unary", "none", UnaryTypes)]
    public async Task Call_WrongContentType_AnswersUnsupportedMediaTypeNamingThoseAllowed(
        string? contentType, string method, string got, string expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/probe.v1.Probe/{method}");
        request.Content = new ByteArrayContent("{}"u8.ToArray());
        request.Content.Headers.TryAddWithoutValidation("content-type", contentType);
        using HttpResponseMessage response = await server.Http1.SendAsync(request);
        var answer = new ConnectAnswer(response, await response.Content.ReadAsByteArrayAsync());

        AssertFailure(
            answer,
            HttpStatusCode.UnsupportedMediaType,
            "invalid_argument",
            $"content-type: expected one of {expected}, got {got}");
        Assert.Equal(expected, answer.Headers["accept-post"]);
    }

    [Fact]
    public async Task Call_WrongHttpMethodOrVersion_SaysWhatIsAllowed()
    {
        using HttpResponseMessage get =
            await server.Http1.GetAsync(new Uri("/probe.v1.Probe/Change", UriKind.Relative));
        var wrongMethod = new ConnectAnswer(get, await get.Content.ReadAsByteArrayAsync());
        using HttpRequestMessage request = Wire.Post(Wire.UnaryPath, [], "application/grpc");
        using HttpResponseMessage post = await server.Http1.SendAsync(request);
        var oldHttp = new ConnectAnswer(post, await post.Content.ReadAsByteArrayAsync());

        AssertFailure(
            wrongMethod,
            HttpStatusCode.MethodNotAllowed,
            "unimplemented",
            "/probe.v1.Probe/Change: expected POST, got GET");
        AssertFailure(
            oldHttp,
            HttpStatusCode.HttpVersionNotSupported,
            "unimplemented",
            "application/grpc: expected HTTP/2, got HTTP/1.1");
    }

    [Fact]
    public async Task Unary_UnexpectedException_AnswersInternalWithoutDetails()
    {
        ConnectAnswer answer = await Wire.JsonAsync(server.Http1, """{"crash":true,"text":"secret-0815"}""");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Http);
        Assert.DoesNotContain("0815", answer.Json.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(server.Logs.Entries, e => e.Text.Contains("0815", StringComparison.Ordinal));
    }

    private static (HttpStatusCode, string) Summary(HttpResponseMessage response) =>
        (response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "");

    private static void AssertFailure(ConnectAnswer answer, HttpStatusCode http, string code, string message)
    {
        Assert.Equal((code, message), (answer.Code, answer.Message));
        Assert.Equal(http, answer.Http);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal("rpc", answer.Detail("google.rpc.ErrorInfo").GetProperty("domain").GetString());
    }

    private async Task<ConnectAnswer> Post(byte[] body, string encoding)
    {
        using HttpRequestMessage request =
            Wire.Post(Wire.UnaryPath, body, "application/json", ("content-encoding", encoding));
        using HttpResponseMessage response = await server.Http1.SendAsync(request);
        return new ConnectAnswer(response, await response.Content.ReadAsByteArrayAsync());
    }
}
