using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Triage.V1;

namespace Triage.EndToEnd.Tests;

/// <summary>Bad input as a caller sees it: the right status, a message that names the field, and a healthy
/// process.</summary>
public sealed class BadInputTests(SharedServer server) : IAsyncLifetime
{
    private const string Path = "/triage.v1.TriageService/Triage";
    private const int Ok = 0, InvalidArgument = 3, DeadlineExceeded = 4, ResourceExhausted = 8, Unimplemented = 12;

    private readonly HttpClient _http = new() { BaseAddress = new Uri(server.Process.Http) };
    private readonly GrpcCaller _grpc = new(server.Process.Grpc);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        Assert.StartsWith("{\"status\":\"ready\",", await _http.GetStringAsync("/readyz"), StringComparison.Ordinal);
        Assert.Equal("HHH", (await _grpc.CallAsync(Answered("Still there?"))).Cell);
        _http.Dispose();
        _grpc.Dispose();
    }

    [Theory]
    [InlineData("""{"text":""}""", "text: expected the customer's words")]
    [InlineData("""{"text":" \t\n\u3000"}""", "text: expected the customer's words")]
    [InlineData("""{"text":"\u0000\u0007\u200f"}""", "text: expected the customer's words")]
    [InlineData("""{"text":"hi","language":"english please"}""", "language: expected a BCP-47 tag")]
    [InlineData("""{"text":"hi","answers":{"haste":1}}""",
        "answers.haste: unknown criterion, expected one of answer_availability")]
    [InlineData("""{"text":"hi","answers":{"urgency":3}}""", "answers.urgency: expected 0, 1 or 2, got 3")]
    [InlineData("""{"text":"hi","answers":{"urgency":-1}}""", "answers.urgency: expected 0, 1 or 2, got -1")]
    [InlineData("""{"text":"hi","policy":"No Such"}""", "policy: expected 1 to 64 characters of a-z")]
    [InlineData("""{"text":"hi","context":{"instant":"1999-12-31T23:59:59Z"}}""",
        "context.instant: expected an instant in the years 2000 to 2100")]
    [InlineData("""{"text":"\ud83d"}""", "text")]
    [InlineData("""{"text":17}""", "text: expected")]
    [InlineData("""{"txet":"hi"}""", "txet: unknown field")]
    [InlineData("""{"text":"hi" """, "request: expected well-formed JSON, got the end of the body at line 1, byte 14")]
    [InlineData("""[]""", "expected")]
    public async Task Triage_BadJson_InvalidArgumentThatNamesTheField(string json, string expected)
    {
        (HttpStatusCode status, JsonElement error) = await PostAsync(json);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_argument"), (status, error.GetProperty("code").GetString()));
        Assert.Contains(expected, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        string[] types =
        [
            .. error.GetProperty("details").EnumerateArray().Select(detail => detail.GetProperty("type").GetString()!),
        ];
        Assert.Contains("google.rpc.BadRequest", types);
    }

    [Fact]
    public async Task Triage_SeveralFaults_AllAreNamedAtOnce()
    {
        (_, JsonElement error) = await PostAsync(
            """{"text":"","language":"x","answers":{"urgency":9,"haste":1},"policy":"?","context":"""
            + """{"instant":"2500-01-01T00:00:00Z"}}""");
        JsonElement violations = error.GetProperty("details")[0].GetProperty("debug").GetProperty("fieldViolations");
        Assert.Equal(
            ["text", "language", "answers.urgency", "answers.haste", "context.instant", "policy"],
            violations.EnumerateArray().Select(violation => violation.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Triage_ThousandFaults_TrailersStaySmall()
    {
        TriageRequest request = new() { Text = "hi" };
        for (int i = 0; i < 1_000; i++)
        {
            request.Answers[$"criterion number {i}"] = 1;
        }

        (int status, string message, _) = await _grpc.SendAsync(Path, GrpcCaller.Frame(request.ToByteArray()));
        Assert.Equal(InvalidArgument, status);
        Assert.EndsWith("; and 984 more", message, StringComparison.Ordinal);
        // The details hold the same again, in base64; clients take 8 KiB of trailers.
        Assert.InRange(message.Length, 1, 2_000);
    }

    [Fact]
    public async Task Triage_UnknownPolicy_NotFound()
    {
        (HttpStatusCode status, JsonElement error) = await PostAsync("""{"text":"hi","policy":"winter"}""");
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (status, error.GetProperty("code").GetString()));
        Assert.Contains("'winter'", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    public static TheoryData<string> OddTexts => new(
        "NUL \0 and bell \a in the middle of my order",
        "\u202e\u200fmy order is late\u202c",
        "e" + new string('\u0301', 16_384),
        new string('a', 16_384),
        "\ufffd\ufffe is that all?",
        "🏳️‍🌈👩‍👩‍👧‍👦");

    [Theory]
    [MemberData(nameof(OddTexts))]
    public async Task Triage_OddText_IsDecided(string text)
    {
        TriageResponse response = await _grpc.CallAsync(new TriageRequest { Text = text, Explain = true });
        Assert.Matches("^[LMH]{3}$", response.Cell);
        Assert.NotNull(response.Primary);
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Assert.All(response.Explanation.Dimensions.SelectMany(dimension => dimension.Words), word =>
        {
            Assert.Equal(text[word.Match.Start..word.Match.End], word.Match.Text);
            Assert.Equal(word.Match.Text, Encoding.UTF8.GetString(utf8[word.Match.StartByte..word.Match.EndByte]));
        });
    }

    [Theory]
    [InlineData(20_000, true)]
    [InlineData(1_024 * 1_024, true)]
    [InlineData(300, false)]
    public async Task Triage_LongText_IsDecidedAndSaysWhenItWasTruncated(int length, bool isTruncated)
    {
        string text =
            string.Concat(Enumerable.Repeat("my order number 12345 did not arrive. ", (length / 38) + 1))[..length];
        TriageResponse response = await _grpc.CallAsync(new TriageRequest { Text = text });
        Assert.Equal(isTruncated, response.Degraded.Contains("TEXT_TRUNCATED"));
    }

    [Fact]
    public async Task Triage_TextOverOneMebibyte_InvalidArgument()
    {
        TriageRequest request = new() { Text = new string('a', (1_024 * 1_024) + 1) };
        (int status, string message, _) = await _grpc.SendAsync(Path, GrpcCaller.Frame(request.ToByteArray()));
        Assert.Equal(InvalidArgument, status);
        Assert.StartsWith(
            "text: expected at most 1048576 bytes of UTF-8 (1 MiB), got 1048577", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Triage_MessageOverTheLimit_ResourceExhausted()
    {
        TriageRequest request = new() { Text = new string('a', 2 * 1_024 * 1_024) };
        (int status, string message, _) = await _grpc.SendAsync(Path, GrpcCaller.Frame(request.ToByteArray()));
        Assert.Equal(ResourceExhausted, status);
        Assert.Contains("expected at most 1114112 bytes", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Triage_MalformedProtobuf_InvalidArgument()
    {
        (int status, _, _) = await _grpc.SendAsync(Path, GrpcCaller.Frame([0x0A, 0x7F, 0x61]));
        Assert.Equal(InvalidArgument, status);
    }

    [Fact]
    public async Task Triage_InvalidUtf8InProtobuf_IsRefusedOrReplacedButNeverBreaks()
    {
        (int status, _, _) = await _grpc.SendAsync(Path, GrpcCaller.Frame([0x0A, 0x03, 0x61, 0xFF, 0x62]));
        Assert.Contains(status, new[] { Ok, InvalidArgument });
    }

    [Fact]
    public async Task Call_UnknownMethod_Unimplemented()
    {
        (int status, _, _) = await _grpc.SendAsync("/triage.v1.TriageService/Guess", GrpcCaller.Frame([]));
        Assert.Equal(Unimplemented, status);
    }

    [Fact]
    public async Task Triage_WrongContentType_UnsupportedMediaType()
    {
        using HttpResponseMessage response =
            await _http.PostAsync(Path, new StringContent("text=hi", Encoding.UTF8, "text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Triage_ExpiredDeadline_DeadlineExceeded()
    {
        (int status, _, _) = await _grpc.SendAsync(Path, GrpcCaller.Frame(Answered("hi").ToByteArray()), timeout: "1n");
        Assert.Equal(DeadlineExceeded, status);
    }

    [Fact]
    public async Task Triage_CallerGoesAwayInTheMiddle_ProcessStaysHealthy()
    {
        Uri address = new(server.Process.Http);
        for (int call = 0; call < 50; call++)
        {
            using TcpClient connection = new(address.Host, address.Port);
            byte[] half = Encoding.ASCII.GetBytes(
                $"POST {Path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
                + $"100\r\n\r\n{{\"text\":");
            await connection.GetStream().WriteAsync(half);
        }

        Assert.DoesNotContain("Unhandled", server.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Triage_UnknownChannelsAndAttributes_AreWarnings()
    {
        TriageRequest request = new()
        {
            Text = "where is my order",
            Language = "it",
            Context = new Context { InboundChannel = "pigeon" },
        };
        request.Context.AvailableChannels.Add(["email", "smoke_signs"]);
        request.Context.Attributes.Add("shoe_size", "44");
        request.Context.Attributes.Add("tier", "platinum");
        TriageResponse response = await _grpc.CallAsync(request);
        Assert.Equal(
            [
                ("UNKNOWN_CHANNEL", "context.inbound_channel"),
                ("UNKNOWN_CHANNEL", "context.available_channels[1]"),
                ("UNKNOWN_ATTRIBUTE", "context.attributes.shoe_size"),
                ("UNKNOWN_ATTRIBUTE_VALUE", "context.attributes.tier"),
                ("LANGUAGE_IGNORED", "language"),
            ],
            response.Warnings.Select(warning => (warning.Code, warning.Field)));
        Assert.All(
            response.Warnings, warning => Assert.StartsWith("ignored: ", warning.Message, StringComparison.Ordinal));
        Assert.Equal("email", response.Primary.Id);
    }

    [Fact]
    public async Task Triage_OnlyUnknownChannels_EveryChannelOfThePolicy()
    {
        TriageRequest request = Answered("where is my order");
        string expected = (await _grpc.CallAsync(request)).Primary.Id;
        request.Context = new Context { AvailableChannels = { "pigeon" } };
        Assert.Equal(expected, (await _grpc.CallAsync(request)).Primary.Id);
    }

    [Theory]
    [InlineData("http://localhost:3000", true)]
    [InlineData("http://127.0.0.1:5173", true)]
    [InlineData("https://example.com", false)]
    [InlineData("http://localhost.example.com", false)]
    public async Task Preflight_Origin_OnlyLoopbackIsAllowed(string origin, bool isAllowed)
    {
        using HttpRequestMessage request = new(HttpMethod.Options, Path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type,connect-protocol-version");
        using HttpResponseMessage response = await _http.SendAsync(request);
        Assert.Equal(isAllowed, response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    /// <summary>A request whose levels do not depend on the model: every criterion is answered.</summary>
    private static TriageRequest Answered(string text)
    {
        TriageRequest request = new() { Text = text };
        foreach (string criterion in Core.Scoring.Vocabulary.Criteria)
        {
            request.Answers[criterion] = 2;
        }

        return request;
    }

    private async Task<(HttpStatusCode Status, JsonElement Error)> PostAsync(string json)
    {
        using HttpResponseMessage response =
            await _http.PostAsync(Path, new StringContent(json, Encoding.UTF8, "application/json"));
        using JsonDocument body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, body.RootElement.Clone());
    }
}
