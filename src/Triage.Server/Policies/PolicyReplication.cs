using Triage.Storage.Keys;
using Triage.Storage.Replication;

namespace Triage.Server.Policies;

/// <summary>Runs the loops that bring published policies and keys here.</summary>
internal sealed class PolicyReplication(
    SqlFeed sql,
    LastGoodFile file,
    LastGoodKeys keyFile,
    IEnumerable<RedisFeed> redis,
    SourceHealth health) : BackgroundService
{
    /// <summary>How long a start waits for the first answer of a source, so that what is served first is the
    /// newest.</summary>
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        file.Load();
        await base.StartAsync(cancellationToken);
        await Task.WhenAny(health.Confirmed, Task.Delay(FirstAnswer, cancellationToken));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
    [
        Task.Run(() => sql.RunAsync(stoppingToken), CancellationToken.None),
        Task.Run(() => file.RunAsync(stoppingToken), CancellationToken.None),
        Task.Run(() => keyFile.RunAsync(stoppingToken), CancellationToken.None),
        .. redis.Select(feed => Task.Run(() => feed.RunAsync(stoppingToken), CancellationToken.None)),
    ]);
}
