using System.Net;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>A service that has more to do than it can. How many calls it then admits is measured in bench/load.
/// </summary>
public sealed class OverloadTests
{
    [Fact]
    public async Task Call_WorkThatWaitsLongerThanAllowed_IsRefusedAsBusyWhileHealthAnswers()
    {
        // Any wait is longer.
        await using var server = await ServerProcess.StartAsync(["--Limits:QueueDelay=00:00:00.0000001"]);
        await server.WaitUntilReadyAsync();
        using HttpCaller caller = new(server.Http);
        await caller.UntilAsync(status => status == HttpStatusCode.TooManyRequests);

        using HttpResponseMessage response = await caller.SendAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("1", Assert.Single(response.Headers.GetValues("retry-after")));
        Assert.Contains(
            "\"SERVER_BUSY\"",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        using HttpResponseMessage ready = await caller.SendAsync(HttpMethod.Get, "/readyz", body: "");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }
}
