using Triage.Core.Routing;
using Triage.Core.Routing.Live;
using Triage.Rpc;
using Triage.Server.Access;
using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Server.Channels;

/// <summary><c>triage.v1.ChannelService</c>.</summary>
internal sealed class ChannelService(
    ChannelBoard board, PolicyHolder policies, TimeProvider time, IHostApplicationLifetime lifetime)
{
    public Task<ReportStatusResponse> ReportStatus(ReportStatusRequest request, ServerCallContext context)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (StatusValidator.Validate(request, now) is { Count: > 0 } faults)
        {
            throw RequestErrors.Invalid(faults);
        }

        string tenant = context.GetCaller().Tenant;
        RoutingPolicy policy = policies.Get(tenant, request.Policy).Head.Routing;
        ReportStatusResponse response = new();
        List<ChannelReport> reports = [];
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        for (int i = 0; i < request.Reports.Count; i++)
        {
            string field = $"reports[{i}].channel";
            if (policy.TryGetChannel(request.Reports[i].Channel, out _))
            {
                fields[request.Reports[i].Channel] = field;
                reports.Add(StatusMessages.Read(request.Reports[i], now));
            }
            else
            {
                response.Warnings.Add(ContextReader.UnknownChannel(field, policy));
            }
        }

        foreach (string channel in board.Take(tenant, reports))
        {
            response.Warnings.Add(new Warning
            {
                Code = "OLDER_REPORT",
                Field = fields[channel],
                Message = "ignored: a report with a later reported_at is held",
            });
        }

        response.Taken = request.Reports.Count - response.Warnings.Count;
        return Task.FromResult(response);
    }

    public async Task WatchChannels(
        WatchChannelsRequest request, IServerStreamWriter<WatchChannelsResponse> responses, ServerCallContext context)
    {
        if (request.Channels.Count > RequestValidator.MaxChannels)
        {
            throw RequestErrors.Invalid(
                [
                    new FieldFault(
                        "channels",
                        $"expected at most {RequestValidator.MaxChannels} channels, got {request.Channels.Count}"),
                ]);
        }

        using CancellationTokenSource ending =
            CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        ChannelWatch watch = new(request.Channels);
        bool isFirst = true;
        while (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            StatusSnapshot snapshot = board.For(context.GetCaller().Tenant);
            DateTimeOffset now = time.GetUtcNow();
            WatchChannelsResponse changes = watch.ChangesTo(snapshot.Reports, now);
            if (isFirst || changes.Statuses.Count + changes.Expired.Count > 0)
            {
                await responses.WriteAsync(changes, context.CancellationToken);
                isFirst = false;
            }

            await WaitAsync(snapshot.Replaced, watch.NextExpiry - now, ending.Token);
            context.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Waits for the next report, the next expiry or the end of the call.</summary>
    private async Task WaitAsync(Task replaced, TimeSpan? untilExpiry, CancellationToken ending)
    {
        try
        {
            await replaced.WaitAsync(
                untilExpiry is null ? Timeout.InfiniteTimeSpan : Positive(untilExpiry.Value), time, ending);
        }
        catch (Exception e) when (
            e is TimeoutException || (e is OperationCanceledException && ending.IsCancellationRequested))
        {
            // An expiry is as good a reason to look again as a report; who has gone is seen by the loop.
        }
    }

    /// <summary>Rounds up to whole milliseconds, at least one: timers count in these, and must not fire
    /// early.</summary>
    private static TimeSpan Positive(TimeSpan wait) =>
        TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(wait.TotalMilliseconds)));
}
