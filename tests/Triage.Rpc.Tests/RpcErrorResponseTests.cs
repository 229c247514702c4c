using System.Net;
using System.Text;
using Google.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Triage.Rpc.Tests.Support;

namespace Triage.Rpc.Tests;

/// <summary>Middleware that refuses every caller before its method is reached.</summary>
public sealed class RpcErrorResponseTests : IAsyncLifetime
{
    private readonly HttpClient _client = new()
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private WebApplication? _app;

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.Run(http =>
        {
            var failure = new RpcException(
                new Rpc.Status(StatusCode.Unauthenticated, "authorization: expected a token, got none"),
                new Metadata { { "why", "none" } },
                new ErrorInfo { Reason = "TOKEN_MISSING" });
            RpcErrorResponse.Write(http, failure);
            return Task.CompletedTask;
        });
        await _app.StartAsync();
        _client.BaseAddress = new Uri(_app.Urls.Single());
    }

    [Theory]
    [InlineData("application/grpc")]
    [InlineData("application/grpc-web+proto")]
    [InlineData("application/grpc-web-text")]
    public async Task Write_Grpc_AnswersTrailersOnly(string contentType)
    {
        using HttpResponseMessage response = await PostAsync(contentType);
        var answer = new GrpcAnswer(response, await response.Content.ReadAsByteArrayAsync());

        Assert.True(answer.IsTrailersOnly);
        Assert.Equal(contentType, answer.ContentType);
        Assert.Equal(StatusCode.Unauthenticated, answer.Status);
        Assert.Equal("authorization: expected a token, got none", answer.Message);
        Assert.Equal("none", answer.Headers["why"]);
        Assert.Equal("TOKEN_MISSING", answer.Details.Details.Single().Unpack<ErrorInfo>().Reason);
    }

    [Fact]
    public async Task Write_ConnectStream_AnswersEndOfStream()
    {
        using HttpResponseMessage response = await PostAsync("application/connect+proto");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        (byte flags, byte[] payload) = Wire.Envelopes(await response.Content.ReadAsByteArrayAsync()).Single();
        Assert.Equal(2, flags);
        Assert.Contains("\"code\":\"unauthenticated\"", Encoding.UTF8.GetString(payload), StringComparison.Ordinal);
        Assert.Contains("\"why\":[\"none\"]", Encoding.UTF8.GetString(payload), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_ConnectUnary_AnswersHttpStatusAndJson()
    {
        using HttpResponseMessage response = await PostAsync("application/json");
        var answer = new ConnectAnswer(response, await response.Content.ReadAsByteArrayAsync());

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Http);
        Assert.Equal("unauthenticated", answer.Code);
        Assert.Equal("none", answer.Headers["trailer-why"]);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app!.DisposeAsync();
    }

    private async Task<HttpResponseMessage> PostAsync(string contentType)
    {
        using HttpRequestMessage request = Wire.Post("/any", [], contentType);
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        return await _client.SendAsync(request);
    }
}
