using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Triage.Storage.Keys;
using Triage.Storage.Tests.Support;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>What callers get who ask for too much.</summary>
public sealed class LimitTests(GuardedServer server) : IClassFixture<GuardedServer>
{
    private static readonly HttpClient Streams = new();

    [Fact]
    public async Task Key_AboveItsRate_IsToldWhenToTryAgainAndOthersAreNot()
    {
        (_, string limited) = await server.CreateAsync(Roles.Caller, requestsPerSecond: 5);
        (_, string free) = await server.CreateAsync(Roles.Caller);
        using HttpCaller caller = new(server.Process.Http, limited);
        using HttpCaller other = new(server.Process.Http, free);

        long start = Stopwatch.GetTimestamp();
        int admitted = 0;
        HttpResponseMessage? refused = null;
        for (int call = 0; call < 100; call++)
        {
            HttpResponseMessage response = await caller.SendAsync();
            admitted += response.StatusCode == HttpStatusCode.OK ? 1 : 0;
            refused = response.StatusCode == HttpStatusCode.TooManyRequests ? response : refused;
            Assert.Equal(HttpStatusCode.OK, await other.GetStatusAsync());
        }

        Assert.InRange(admitted, 1, 5 + (5 * Stopwatch.GetElapsedTime(start).TotalSeconds) + 1);
        Assert.Equal("1", refused!.Headers.RetryAfter!.ToString());
        using JsonDocument error = JsonDocument.Parse(
            await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("resource_exhausted", error.RootElement.GetProperty("code").GetString());
        Assert.Equal(
            ["google.rpc.RetryInfo", "google.rpc.ErrorInfo"],
            error.RootElement.GetProperty("details").EnumerateArray()
                .Select(detail => detail.GetProperty("type").GetString()));
        await caller.UntilAsync(status => status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Key_AboveItsConcurrency_IsRefusedUntilACallEnds()
    {
        (_, string key) = await server.CreateAsync(Roles.Caller, concurrency: 1);
        using HttpCaller caller = new(server.Process.Http, key);
        using (await WatchAsync(server, key))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, await caller.GetStatusAsync());
        }

        await caller.UntilAsync(status => status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Grpc_AboveItsRate_CarriesRetryAfterAsMetadata()
    {
        (_, string key) = await server.CreateAsync(Roles.Caller, requestsPerSecond: 1);
        using HttpClient http = new() { BaseAddress = new Uri(server.Process.Grpc) };
        string? retryAfter = null;
        for (int call = 0; call < 20 && retryAfter is null; call++)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, HttpCaller.Path)
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new ByteArrayContent(GrpcCaller.Frame([])),
            };
            request.Content.Headers.ContentType = new("application/grpc");
            request.Headers.Authorization = new("Bearer", key);
            using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            if (response.Headers.TryGetValues("grpc-status", out IEnumerable<string>? status) && status.Single() == "8")
            {
                retryAfter = response.Headers.GetValues("retry-after").Single();
            }
        }

        Assert.Equal("1", retryAfter);
    }

    [Fact]
    public async Task Tenant_AboveItsRate_IsRefusedWhicheverKeyItUses_AndOthersAreNot()
    {
        await using GuardedServer strict = new() { Settings = ["--Limits:TenantRequestsPerSecond=3"] };
        await strict.InitializeAsync();
        (_, string first) = await strict.CreateAsync(Roles.Caller);
        (_, string second) = await strict.CreateAsync(Roles.Analyst);
        (_, string foreign) = await strict.CreateAsync(Roles.Caller, "globex");
        using HttpCaller a = new(strict.Process.Http, first);
        using HttpCaller b = new(strict.Process.Http, second);
        using HttpCaller c = new(strict.Process.Http, foreign);
        await a.UntilAsync(status => status == HttpStatusCode.TooManyRequests);
        await b.UntilAsync(status => status == HttpStatusCode.TooManyRequests);
        await c.UntilAsync(status => status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Tenant_AboveItsConcurrency_IsRefusedWhicheverKeyItUses_AndOthersAreNot()
    {
        await using GuardedServer strict = new() { Settings = ["--Limits:TenantConcurrency=1"] };
        await strict.InitializeAsync();
        (_, string first) = await strict.CreateAsync(Roles.Caller);
        (_, string second) = await strict.CreateAsync(Roles.Analyst);
        (_, string foreign) = await strict.CreateAsync(Roles.Caller, "globex");
        using HttpCaller own = new(strict.Process.Http, second);
        using HttpCaller other = new(strict.Process.Http, foreign);
        using (await WatchAsync(strict, first))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, await own.GetStatusAsync());
            await other.UntilAsync(status => status == HttpStatusCode.OK);
        }

        await own.UntilAsync(status => status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Widget_AboveTheRateOfWidgets_IsRefusedAndOtherKeysAreNot()
    {
        await using GuardedServer strict = new() { Settings = ["--Limits:WidgetRequestsPerSecond=1"] };
        await strict.InitializeAsync();
        (_, string page) = await strict.CreateAsync(Roles.Widget);
        (_, string key) = await strict.CreateAsync(Roles.Caller);
        using HttpCaller widget = new(strict.Process.Http, page, GuardedServer.Origin);
        using HttpCaller caller = new(strict.Process.Http, key);
        await widget.UntilAsync(status => status == HttpStatusCode.TooManyRequests);
        for (int call = 0; call < 20; call++)
        {
            Assert.Equal(HttpStatusCode.OK, await caller.GetStatusAsync());
        }
    }

    /// <summary>Opens a stream, once there is a place for it: one call ends a moment after its answer.</summary>
    private static async Task<HttpResponseMessage> WatchAsync(GuardedServer server, string key)
    {
        HttpResponseMessage? open = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                using HttpRequestMessage watch =
                    new(HttpMethod.Post, $"{server.Process.Http}/triage.v1.ChannelService/WatchChannels")
                    {
                        Content = new ByteArrayContent([0, 0, 0, 0, 2, (byte)'{', (byte)'}']),
                    };
                watch.Content.Headers.ContentType = new("application/connect+json");
                watch.Headers.Authorization = new("Bearer", key);
                HttpResponseMessage stream = await Streams.SendAsync(watch, HttpCompletionOption.ResponseHeadersRead);

                // A message, and not the end that an error is.
                byte[] prefix = new byte[5];
                await (await stream.Content.ReadAsStreamAsync()).ReadExactlyAsync(prefix);
                open = stream;
                return prefix[0] == 0;
            },
            withinSeconds: 30,
            () => "no stream");
        return open!;
    }
}
