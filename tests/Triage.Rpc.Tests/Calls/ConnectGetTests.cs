using System.Buffers.Text;
using System.Net;
using Google.Protobuf;
using Probe.V1;
using Triage.Rpc.Tests.Support;

namespace Triage.Rpc.Tests.Calls;

public sealed class ConnectGetTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Get_Json_AnswersJson(int httpVersion)
    {
        ConnectAnswer answer = await Get(
            "connect=v1&encoding=json&message=%7B%22text%22%3A%22gr%C3%BC%C3%9Fe%20%2B%201%22%7D", httpVersion);

        Assert.Equal(HttpStatusCode.OK, answer.Http);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal("grüße + 1", answer.Json.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Get_ProtoInBase64_AnswersProto()
    {
        string message = Base64Url.EncodeToString(new ProbeRequest { Text = "ÿÿÿ" }.ToByteArray());

        ConnectAnswer answer = await Get($"message={message}&base64=1&encoding=proto&unknown=1");

        Assert.Equal("application/proto", answer.ContentType);
        Assert.Equal("ÿÿÿ", ProbeResponse.Parser.ParseFrom(answer.Body).Text);
    }

    [Fact]
    public async Task Get_GzippedMessage_IsRead()
    {
        string message = Base64Url.EncodeToString(Gzipped.Compress("""{"text":"z"}"""u8.ToArray()));

        ConnectAnswer answer = await Get($"encoding=json&base64=1&compression=gzip&message={message}");

        Assert.Equal("z", answer.Json.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("encoding=json", "message: expected the request message, got ''")]
    [InlineData("encoding=json&message=%7B%7D&connect=v2", "connect: expected v1, got 'v2'")]
    [InlineData("encoding=json&message=!!&base64=1", "message: expected URL-safe base64, got '!!'")]
    public async Task Get_ParameterInvalid_AnswersInvalidArgumentNamingIt(string query, string message)
    {
        ConnectAnswer answer = await Get(query);

        Assert.Equal((HttpStatusCode.BadRequest, message), (answer.Http, answer.Message));
    }

    [Fact]
    public async Task Get_UnknownCompression_AnswersUnimplemented()
    {
        ConnectAnswer answer = await Get("encoding=json&message=a&compression=br");

        Assert.Equal("compression: expected one of identity, gzip, got 'br'", answer.Message);
        Assert.Equal(HttpStatusCode.NotImplemented, answer.Http);
    }

    [Theory]
    [InlineData("encoding=xml&message=a")]
    [InlineData("message=a")]
    public async Task Get_UnknownCodec_AnswersUnsupportedMediaType(string query) =>
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await Get(query)).Http);

    [Theory]
    [InlineData("Change")]
    [InlineData("Download")]
    public async Task Get_MethodWithSideEffectsOrStream_AnswersMethodNotAllowed(string method)
    {
        using HttpResponseMessage response =
            await server.Http1.GetAsync(
                new Uri($"/probe.v1.Probe/{method}?encoding=json&message=%7B%7D", UriKind.Relative));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    private async Task<ConnectAnswer> Get(string query, int httpVersion = 1)
    {
        HttpClient client = httpVersion == 1 ? server.Http1 : server.Http2;
        using HttpResponseMessage response =
            await client.GetAsync(new Uri($"{Wire.UnaryPath}?{query}", UriKind.Relative));
        return new ConnectAnswer(response, await response.Content.ReadAsByteArrayAsync());
    }
}
