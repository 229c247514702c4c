using System.Globalization;

namespace Triage.Soak;

/// <summary>What goes wrong, and what operators do, while calls come in.</summary>
internal sealed class Disturbance(Cluster cluster, Tally tally)
{
    private const int LongestAway = 8; // seconds

    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(500);

    private TimeSpan _slowestRevocation;

    /// <summary>Kills, rolls, pauses, restarts and fails over in turn until stopped, always a whole round.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        for (int round = 0; round == 0 || !stop.IsCancellationRequested; round++)
        {
            TimeSpan away = TimeSpan.FromSeconds(1 + (round % LongestAway));
            int victim = 1 + (round % (Cluster.Replicas - 1));
            await StepAsync("replicas killed", () => cluster.KillAsync(victim));
            await StepAsync("Redis killed and restarted empty", () => cluster.RestartRedisAsync(away));
            await StepAsync("replicas rolled", () => cluster.RollAsync(Cluster.Replicas - victim));
            await StepAsync("Redis failed over to its replica", () => cluster.FailRedisOverAsync(away));
            await StepAsync("Redis paused", () => cluster.PauseRedisAsync(away));
            await StepAsync("PostgreSQL killed and restarted", () => cluster.RestartPostgresAsync(away));
            await StepAsync("PostgreSQL failed over to its standby", () => cluster.FailPostgresOverAsync(away));
            await StepAsync("keys rotated and revoked", RotateAsync);
        }

        if (await cluster.Keys.CountRevokedThatAreTakenAsync() is > 0 and int taken)
        {
            tally.Fault(Tally.LostWrites, $"{taken} revoked keys let in");
        }

        tally.Figure(
            "slowest revocation, all replicas",
            string.Create(CultureInfo.InvariantCulture, $"{_slowestRevocation.TotalMilliseconds:N0} ms"));
    }

    private async Task StepAsync(string what, Func<Task> step)
    {
        try
        {
            await step();
            tally.Count(what);
        }
        catch (Exception e)
        {
            tally.Fault(Tally.UnexplainedErrors, $"{what}: {e.Message}");
        }

        await Task.Delay(Calm);
    }

    private async Task RotateAsync()
    {
        TimeSpan took = await cluster.Keys.RotateAsync();
        _slowestRevocation = took > _slowestRevocation ? took : _slowestRevocation;
    }
}
