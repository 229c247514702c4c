using Triage.Storage.Live;

namespace Triage.Server.Channels;

/// <summary>Runs the loop that shares reports with the other replicas, when there is a Redis.</summary>
internal sealed class StatusSharing(IEnumerable<StatusFeed> feeds) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(feeds.Select(feed => Task.Run(() => feed.RunAsync(stoppingToken), CancellationToken.None)));
}
