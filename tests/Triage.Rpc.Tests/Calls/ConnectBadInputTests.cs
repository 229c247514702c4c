using System.Net;
using Triage.Rpc.Tests.Support;

namespace Triage.Rpc.Tests.Calls;

public sealed class ConnectBadInputTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    [Theory]
    [InlineData("""{"txet":"a"}""", "txet", "unknown field of probe.v1.ProbeRequest")]
    [InlineData("""{"text":7}""", "text", "expected a string without lone surrogates, got a number that does not fit")]
    [InlineData("""{"text":{}}""", "text", "expected a string without lone surrogates, got an object")]
    [InlineData("""{"text":"\ud800"}""", "text",
        "expected a string without lone surrogates, got a string that does not fit")]
    [InlineData("""{"flag":"yes"}""", "flag", "expected true or false, got a string that does not fit")]
    [InlineData("""{"count":3000000000}""", "count",
        "expected an integer from -2^31 to 2^31 - 1, got a number that does not fit")]
    [InlineData("""{"answers":{"urgency":"high"}}""", "answers.urgency",
        "expected an integer from -2^31 to 2^31 - 1, got a string that does not fit")]
    [InlineData("""{"answers":[1]}""", "answers", "expected an object, got an array")]
    [InlineData("""{"part":{"instant":"yesterday"}}""", "part.instant",
        "expected an instant such as \"2026-01-31T09:30:00Z\", got a string that does not fit")]
    [InlineData("""{"part":{"part":{"nmae":""}}}""", "part.part.nmae", "unknown field of probe.v1.Part")]
    [InlineData("""{"parts":[{},{"numbers":[1,2,true]}]}""", "parts[1].numbers[2]",
        "expected an integer from -2^31 to 2^31 - 1, got true or false")]
    [InlineData("""{"parts":{}}""", "parts", "expected an array, got an object")]
    [InlineData("""{"level":"HUGE"}""", "level", "expected one of LOW, HIGH, got a string that does not fit")]
    public async Task Unary_JsonFieldDoesNotFit_AnswersInvalidArgumentNamingIt(
        string json, string field, string description)
    {
        ConnectAnswer answer = await Wire.JsonAsync(server.Http1, json);

        AssertFailure(answer, HttpStatusCode.BadRequest, "invalid_argument", $"{field}: {description}");
        Assert.Equal(field, answer.Field);
    }

    [Theory]
    [InlineData("", "request: expected JSON nested at most 64 deep, got a fault at line 1, byte 1")]
    [InlineData("{", "request: expected JSON nested at most 64 deep, got a fault at line 1, byte 2")]
    [InlineData("{\n\"text\": x}", "request: expected JSON nested at most 64 deep, got a fault at line 2, byte 9")]
    [InlineData("""{"\ud800":1}""", "request: expected field names without lone surrogates")]
    [InlineData("[]", "request: expected an object, got an array")]
    [InlineData("null", "request: expected an object, got null")]
    [InlineData("{\"text\":\"a\",\"text\":\"b\"} x", "request: expected JSON nested at most 64 deep, got a fault at line 1, byte 25")]
    public async Task Unary_NoJsonObject_AnswersInvalidArgument(string json, string message)
    {
        ConnectAnswer answer = await Wire.JsonAsync(server.Http1, json);

        AssertFailure(answer, HttpStatusCode.BadRequest, "invalid_argument", message);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public async Task Unary_JsonNestedTooDeep_AnswersInvalidArgument(string open, string close)
    {
        string nested = string.Concat(Enumerable.Repeat(open, 5_000)) + "1" + string.Concat(Enumerable.Repeat(close, 5_000));

        ConnectAnswer answer = await Wire.JsonAsync(server.Http1, $$"""{"value":{{nested}}}""");

        Assert.Equal("invalid_argument", answer.Code);
        Assert.StartsWith("request: expected JSON nested at most 64 deep", answer.Message, StringComparison.Ordinal);
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
    [InlineData("/probe.v1.Probe/Nothing")]
    [InlineData("/probe.v1.Nobody/Unary")]
    [InlineData("/")]
    public async Task Call_UnknownPath_AnswersNotFound(string path)
    {
        ConnectAnswer answer = await Wire.JsonAsync(server.Http1, "{}", path);

        Assert.Equal(HttpStatusCode.NotFound, answer.Http);
    }

    [Fact]
    public async Task Unary_UnexpectedException_AnswersInternalWithoutDetails()
    {
        ConnectAnswer answer = await Wire.JsonAsync(server.Http1, """{"crash":true,"text":"secret-0815"}""");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Http);
        Assert.DoesNotContain("0815", answer.Json.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(server.Logs.Entries, e => e.Text.Contains("0815", StringComparison.Ordinal));
    }

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
