using System.Net;
using Google.Protobuf;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>A service that has more to do than it can. How many calls it then admits is measured in bench/load.
/// </summary>
public sealed class OverloadTests : IAsyncLifetime
{
    private const int ResourceExhausted = 8;
    private const double Patience = 60;

    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        // Any wait is longer.
        _server = await ServerProcess.StartAsync(["--Limits:QueueDelay=00:00:00.0000001"]);
        await _server.WaitUntilReadyAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Call_WorkThatWaitsLongerThanAllowed_IsRefusedAsBusyWhileHealthAnswers()
    {
        using HttpCaller caller = new(_server.Http);
        using HttpResponseMessage response = await RefusedAsync(caller);
        Assert.Equal("1", Assert.Single(response.Headers.GetValues("retry-after")));
        Assert.Contains(
            "\"SERVER_BUSY\"",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        using HttpResponseMessage ready = await caller.SendAsync(HttpMethod.Get, "/readyz", body: "");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Theory]
    [InlineData("Triage")]
    [InlineData("TriageStream")]
    public async Task Call_OverGrpc_IsRefusedByHeadersAlone(string method)
    {
        using GrpcCaller caller = new(_server.Grpc);
        byte[] query = GrpcCaller.Frame(method == "Triage"
            ? new TriageRequest { Text = "hello" }.ToByteArray()
            : new TriageStreamRequest { Id = "q", Query = new TriageRequest { Text = "hello" } }.ToByteArray());
        (int status, string message, byte[] body) = (0, "", []);
        await Eventually.HoldsAsync(
            async () =>
            {
                (status, message, body) = await caller.SendAsync($"/triage.v1.TriageService/{method}", query);
                return status != 0;
            },
            Patience,
            () => "no call was refused");
        Assert.Equal(
            (ResourceExhausted, "service: it has more to do than it can; try again"), (status, message));
        Assert.Empty(body);
    }

    [Fact]
    public async Task Call_OfAPage_IsRefusedSoThatThePageCanRead()
    {
        const string Page = "http://localhost:3000";
        using HttpCaller caller = new(_server.Http, origin: Page);
        using HttpResponseMessage response = await RefusedAsync(caller);
        Assert.Equal(Page, Assert.Single(response.Headers.GetValues("access-control-allow-origin")));
    }

    private static async Task<HttpResponseMessage> RefusedAsync(HttpCaller caller)
    {
        HttpResponseMessage? response = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                response?.Dispose();
                response = await caller.SendAsync();
                return response.StatusCode == HttpStatusCode.TooManyRequests;
            },
            Patience,
            () => "no call was refused");
        return response!;
    }
}
