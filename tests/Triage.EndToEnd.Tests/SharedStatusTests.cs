using System.Diagnostics;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.EndToEnd.Tests;

/// <summary>Two services and one Redis: what is reported to one holds on the other.</summary>
[Collection(nameof(Timed))]
public sealed class SharedStatusTests : IAsyncLifetime
{
    private const int Reports = 30;
    private const string NotShared = "STATUS_NOT_SHARED";

    private static readonly TriageRequest Query = new()
    {
        Text = "There is smoke coming out of the charger, what do I do",
    };

    private readonly List<ServerProcess> _servers = [];
    private readonly List<JsonCaller> _callers = [];
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        await Task.WhenAll(StartAsync(), StartAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _callers.ForEach(caller => caller.Dispose());
        foreach (ServerProcess server in _servers)
        {
            await server.DisposeAsync();
        }

        _redis.Dispose();
    }

    [Fact]
    public async Task ReportStatus_OnOneReplica_IsHonoredByTheOtherWithin200Milliseconds()
    {
        await DecidesAsync(1, decision => !decision.Degraded.Contains(NotShared), withinSeconds: 20);
        string first = (await DecideAsync(1)).Primary.Id;
        double[] delays = new double[Reports];
        for (int i = 0; i < Reports; i++)
        {
            bool isClosed = i % 2 == 0;
            await ReportAsync(0, first, isClosed ? ChannelState.Closed : ChannelState.Open, In(minutes: 10));
            long answered = Stopwatch.GetTimestamp();
            await DecidesAsync(1, decision => decision.Primary.Id == first != isClosed, withinSeconds: 20);
            delays[i] = Stopwatch.GetElapsedTime(answered).TotalMilliseconds;
        }

        Array.Sort(delays);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Reports} reports, honored by the other: median {delays[Reports / 2]:F1} ms, worst {delays[^1]:F1} ms"));

        // The machine may be busy with other things: in the usual run a report may be late, but not the most of them.
        Assert.InRange(delays[Reports / 2], 0, 200);
        Assert.InRange(delays[^1], 0, Scale.Times(usual: 5_000, isLong: 200));
    }

    [Fact]
    public async Task Redis_Killed_EachGoesOnWithWhatItKnowsUntilExpiryAndSaysSo()
    {
        string first = (await DecideAsync(1)).Primary.Id;
        await ReportAsync(0, first, ChannelState.Closed, In(minutes: 10));
        await DecidesAsync(1, decision => decision.Primary.Id != first, withinSeconds: 20);
        await _redis.KillAsync();
        await DecidesAsync(0, decision => decision.Degraded.Contains(NotShared), withinSeconds: 20);
        await DecidesAsync(1, decision => decision.Degraded.Contains(NotShared), withinSeconds: 20);
        string second = (await DecideAsync(1)).Primary.Id;
        Assert.NotEqual(first, second);

        TriageRequest later = Query.Clone();
        later.Context = new Context { Instant = In(minutes: 11) };
        TriageResponse expired = await _callers[1].CallAsync<TriageResponse>("TriageService/Triage", later);
        Assert.Equal(first, expired.Primary.Id);
        Assert.Contains("STATUS_STALE", expired.Degraded);

        // Taken by the one that hears it; the other hears of it when Redis is back, though Redis has lost everything.
        await ReportAsync(0, second, ChannelState.Closed, In(minutes: 10));
        Assert.NotEqual(second, (await DecideAsync(0)).Primary.Id);
        Assert.Equal(second, (await DecideAsync(1)).Primary.Id);
        await _redis.StartAsync();
        await DecidesAsync(
            1, decision => decision.Primary.Id != second && !decision.Degraded.Contains(NotShared), withinSeconds: 20);
    }

    private static Timestamp In(int minutes) =>
        Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddMinutes(minutes));

    private Task<TriageResponse> DecideAsync(int replica) =>
        _callers[replica].CallAsync<TriageResponse>("TriageService/Triage", Query);

    private Task<ReportStatusResponse> ReportAsync(int replica, string channel, ChannelState state, Timestamp until) =>
        _callers[replica].CallAsync<ReportStatusResponse>("ChannelService/ReportStatus", new ReportStatusRequest
        {
            Reports = { new ChannelStatus { Channel = channel, State = state, ExpiresAt = until } },
        });

    private async Task DecidesAsync(int replica, Func<TriageResponse, bool> condition, double withinSeconds)
    {
        long start = Stopwatch.GetTimestamp();
        TriageResponse decision;
        while (!condition(decision = await DecideAsync(replica)))
        {
            Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < withinSeconds, decision.ToString());
            await Task.Delay(1);
        }
    }

    private async Task StartAsync()
    {
        ServerProcess server = await ServerProcess.StartAsync([$"--Policies:Redis={_redis.ConnectionString}"]);
        lock (_servers)
        {
            _servers.Add(server);
            _callers.Add(new JsonCaller(server.Http));
        }
    }
}
