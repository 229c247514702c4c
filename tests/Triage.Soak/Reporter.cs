using Google.Protobuf.WellKnownTypes;
using Triage.Core.Routing.Live;
using Triage.EndToEnd.Tests;
using Triage.Storage.Tests.Support;
using Triage.V1;
using Xunit.Sdk;
using ChannelState = Triage.V1.ChannelState;
using CoreState = Triage.Core.Routing.Live.ChannelState;

namespace Triage.Soak;

/// <summary>A platform that reports on one channel without end: now busy, each time with another wait, now
/// closed.</summary>
internal sealed class Reporter(Cluster cluster, Tally tally)
{
    private const string Channel = "phone";
    private const int Waits = 60;

    /// <summary>What replicas hear of each other is as old as this at most while they hold Redis for present: much, for
    /// a machine that is far too busy.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(1);

    /// <summary>A report that was not confirmed arrived within this, if at all.</summary>
    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _writing = new();
    private readonly List<(ChannelReport Report, DateTimeOffset? Confirmed)> _sent = [];

    public async Task RunAsync(CancellationToken stop)
    {
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            await ReportAsync(i);
            await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Gets the reports that a replica may have held when it decided, the likeliest first; null is
    /// none.</summary>
    /// <param name="answer">The decision: what it says of the link to the other replicas counts.</param>
    /// <param name="began">When the call began.</param>
    /// <param name="ended">When its answer was there.</param>
    public IEnumerable<ChannelReport?> FindHeld(TriageResponse answer, DateTimeOffset began, DateTimeOffset ended)
    {
        bool isCut = answer.Degraded.Contains("STATUS_NOT_SHARED");
        DateTimeOffset oldest = isCut ? DateTimeOffset.MinValue : began - Lag;
        lock (_writing)
        {
            List<ChannelReport?> held = [];
            DateTimeOffset instant = answer.DecidedAt.ToDateTimeOffset();
            bool mayHoldNone = !_sent.Exists(sent => sent.Confirmed < oldest);
            for (int i = _sent.Count - 1; i >= 0; i--)
            {
                if (_sent[i].Report.From <= ended)
                {
                    held.Add(_sent[i].Report);

                    // What arrived after the instant that is decided for, and before the decision, does not count yet.
                    mayHoldNone |= (_sent[i].Confirmed ?? _sent[i].Report.From + Arrival) >= instant;
                }

                // All before were replaced long ago.
                if (_sent[i].Confirmed < oldest)
                {
                    break;
                }
            }

            if (mayHoldNone)
            {
                held.Add(null);
            }

            return held;
        }
    }

    /// <summary>Asks every replica for the last report that was confirmed.</summary>
    public async Task CheckAsync()
    {
        ChannelReport last = _sent.Last(sent => sent.Confirmed is not null).Report;
        foreach (Replica replica in cluster.All)
        {
            ChannelStatus? held = null;
            try
            {
                await Eventually.HoldsAsync(
                    async () => (held = await FindAsync(replica))?.ExpectedWaitMinutes == last.WaitMinutes,
                    withinSeconds: 30,
                    () => $"a replica holds {held}, not the last report, {last}");
            }
            catch (XunitException e)
            {
                tally.Fault(Tally.LostWrites, e.Message);
            }
        }
    }

    private static async Task<ChannelStatus?> FindAsync(Replica replica)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        using JsonCaller.MessageStream stream = await replica.Admin.OpenAsync(
            "ChannelService/WatchChannels", new WatchChannelsRequest(), limit.Token);
        return (await stream.ReadAsync<WatchChannelsResponse>(limit.Token))?.Statuses
            .SingleOrDefault(status => status.Channel == Channel);
    }

    private async Task ReportAsync(int number)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        ChannelReport report = new(
            Channel,
            number % 5 == 0 ? CoreState.Closed : CoreState.Busy,
            1 + (number % Waits),
            null,
            now,
            now.AddHours(1));
        lock (_writing)
        {
            _sent.Add((report, null));
        }

        Replica replica = cluster.Choose();
        try
        {
            ReportStatusResponse response = await replica.Admin.CallAsync<ReportStatusResponse>(
                "ChannelService/ReportStatus",
                new ReportStatusRequest
                {
                    Reports =
                    {
                        new ChannelStatus
                        {
                            Channel = Channel,
                            State = report.State == CoreState.Closed ? ChannelState.Closed : ChannelState.Busy,
                            ExpectedWaitMinutes = report.WaitMinutes,
                            ExpiresAt = Timestamp.FromDateTimeOffset(report.Until),
                        },
                    },
                });
            Assert.Equal(1, response.Taken);
            lock (_writing)
            {
                _sent[^1] = (report, TimeProvider.System.GetUtcNow());
            }

            tally.Count("reports confirmed");
        }
        catch (Exception e) when (e is HttpRequestException or IOException && replica.IsKilled)
        {
            tally.Count("reports cut by a kill");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or XunitException)
        {
            tally.Fault(Tally.UnexplainedErrors, $"report: {e.Message}");
        }
    }
}
