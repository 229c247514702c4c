using Google.Protobuf.WellKnownTypes;
using Triage.V1;

namespace Triage.EndToEnd.Tests;

/// <summary>Each test has a service of its own: reports would turn the decisions of others.</summary>
public sealed class ChannelServiceTests : IAsyncLifetime
{
    private const string Report = "ChannelService/ReportStatus";
    private const string Decide = "TriageService/Triage";
    private const string Outage = "There is smoke coming out of the charger, what do I do";

    private ServerProcess? _server;
    private JsonCaller? _caller;

    private static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    private JsonCaller Caller => _caller!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync();
        _caller = new JsonCaller(_server.Http);
    }

    public async ValueTask DisposeAsync()
    {
        _caller?.Dispose();
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task ReportStatus_PrimaryClosed_TheNextDecisionPassesItOverUntilItOpens()
    {
        TriageRequest request = new() { Text = Outage };
        string first = (await DecideAsync(request)).Primary.Id;
        await ReportAsync(
            new ChannelStatus { Channel = first, State = ChannelState.Closed, ExpiresAt = In(minutes: 10) });
        TriageResponse closed = await DecideAsync(request);
        Assert.NotEqual(first, closed.Primary.Id);
        Assert.Equal(
            "reported closed or full", Assert.Single(closed.PassedOver, channel => channel.Id == first).Reason);
        await ReportAsync(
            new ChannelStatus
            {
                Channel = first,
                State = ChannelState.Open,
                ExpectedWaitMinutes = 1,
                ExpiresAt = In(10),
            });
        RoutedChannel open = (await DecideAsync(request)).Primary;
        Assert.Equal((first, 1, true), (open.Id, open.ExpectedWaitMinutes, open.WaitReported));
    }

    [Fact]
    public async Task ReportStatus_Expired_CountsForNothingAndTheDecisionSaysSo()
    {
        TriageRequest request = new() { Text = Outage };
        string first = (await DecideAsync(request)).Primary.Id;
        await ReportAsync(
            new ChannelStatus { Channel = first, State = ChannelState.Closed, ExpiresAt = In(minutes: 1) });
        Assert.DoesNotContain("STATUS_STALE", (await DecideAsync(request)).Degraded);
        request.Context = new Context { Instant = In(minutes: 2) };
        TriageResponse later = await DecideAsync(request);
        Assert.Equal(first, later.Primary.Id);
        Assert.Contains("STATUS_STALE", later.Degraded);
    }

    [Fact]
    public async Task ReportStatus_FromTheFutureOrWithoutExpiry_EveryFieldIsNamedAndNothingIsTaken()
    {
        string error = await Caller.FailAsync(Report, new ReportStatusRequest
        {
            Reports =
            {
                new ChannelStatus { Channel = "phone", State = ChannelState.Closed, ExpiresAt = In(minutes: 10) },
                new ChannelStatus
                {
                    Channel = "email",
                    State = ChannelState.Open,
                    ReportedAt = In(minutes: 5),
                    ExpiresAt = In(10),
                },
                new ChannelStatus { Channel = "live_chat", State = ChannelState.Open },
                new ChannelStatus
                {
                    Channel = "phone",
                    ExpiresAt = In(minutes: -1),
                    ExpectedWaitMinutes = -1,
                    Capacity = -1,
                },
                new ChannelStatus { State = ChannelState.Open, ExpiresAt = In(minutes: 60 * 25) },
            },
        });
        foreach (string field in new[]
        {
            "reports[1].reported_at: expected an instant that has come",
            "reports[2].expires_at: expected",
            "reports[3].channel: expected one report",
            "reports[3].state",
            "reports[3].expected_wait_minutes",
            "reports[3].capacity",
            "reports[3].expires_at",
            "reports[4].channel",
            "reports[4].expires_at",
        })
        {
            Assert.Contains(field, error, StringComparison.Ordinal);
        }

        using JsonCaller.MessageStream stream =
            await Caller.OpenAsync("ChannelService/WatchChannels", new WatchChannelsRequest(), Patience);
        Assert.Empty((await stream.ReadAsync<WatchChannelsResponse>(Patience))!.Statuses);
    }

    [Fact]
    public async Task ReportStatus_UnknownChannelOrOlderReport_IsAWarning()
    {
        await ReportAsync(
            new ChannelStatus { Channel = "phone", State = ChannelState.Open, ExpiresAt = In(minutes: 10) });
        ReportStatusResponse response = await ReportAsync(
            new ChannelStatus { Channel = "pigeon", State = ChannelState.Open, ExpiresAt = In(minutes: 10) },
            new ChannelStatus
            {
                Channel = "phone",
                State = ChannelState.Closed,
                ReportedAt = In(minutes: -1),
                ExpiresAt = In(minutes: 10),
            });
        Assert.Equal(0, response.Taken);
        Assert.Equal(
            [("UNKNOWN_CHANNEL", "reports[0].channel"), ("OLDER_REPORT", "reports[1].channel")],
            response.Warnings.Select(warning => (warning.Code, warning.Field)));
    }

    [Fact]
    public async Task WatchChannels_ReportsAndExpiry_AreStreamed()
    {
        await ReportAsync(
            new ChannelStatus
            {
                Channel = "phone",
                State = ChannelState.Busy,
                ExpectedWaitMinutes = 40,
                ExpiresAt = In(10),
            });
        using JsonCaller.MessageStream stream = await Caller.OpenAsync(
            "ChannelService/WatchChannels", new WatchChannelsRequest { Channels = { "phone", "email" } }, Patience);
        ChannelStatus phone = Assert.Single((await ReadAsync(stream)).Statuses);
        Assert.Equal(("phone", ChannelState.Busy, 40), (phone.Channel, phone.State, phone.ExpectedWaitMinutes));
        await ReportAsync(
            new ChannelStatus { Channel = "live_chat", State = ChannelState.Closed, ExpiresAt = In(minutes: 10) });
        Timestamp soon = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddSeconds(1));
        await ReportAsync(
            new ChannelStatus { Channel = "email", State = ChannelState.Open, Capacity = 3, ExpiresAt = soon });
        ChannelStatus email = Assert.Single((await ReadAsync(stream)).Statuses);
        Assert.Equal(("email", 3), (email.Channel, email.Capacity));
        WatchChannelsResponse expired = await ReadAsync(stream);
        Assert.Empty(expired.Statuses);
        Assert.Equal("email", Assert.Single(expired.Expired));
    }

    private static Timestamp In(int minutes) =>
        Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddMinutes(minutes));

    private static async Task<WatchChannelsResponse> ReadAsync(JsonCaller.MessageStream stream) =>
        (await stream.ReadAsync<WatchChannelsResponse>(Patience))!;

    private Task<TriageResponse> DecideAsync(TriageRequest request) =>
        Caller.CallAsync<TriageResponse>(Decide, request);

    private Task<ReportStatusResponse> ReportAsync(params ChannelStatus[] reports) =>
        Caller.CallAsync<ReportStatusResponse>(Report, new ReportStatusRequest { Reports = { reports } });
}
