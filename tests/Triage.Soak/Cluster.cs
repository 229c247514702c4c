using System.Diagnostics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Triage.EndToEnd.Tests.Telemetry;
using Triage.Storage.Policies;
using Triage.Storage.Sql;
using Triage.Storage.Tests.Support;
using ServerProcess = Triage.EndToEnd.Tests.ServerProcess;

namespace Triage.Soak;

/// <summary>Three replicas, a PostgreSQL with a standby and a Redis with a replica. The first replica is never killed
/// or rolled.</summary>
internal sealed class Cluster(Tally tally) : IAsyncDisposable
{
    public const string Tenant = "acme";
    public const int Replicas = 3;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    private readonly PostgresPair _postgres = new();
    private readonly RedisPair _redis = new();
    private readonly Replica[] _replicas = new Replica[Replicas];
    private SqlDatabase _database = null!;
    private string _connectionString = "";
    private string _adminKey = "";
    private long _databaseBackAt;

    /// <summary>Gets the keys that callers use.</summary>
    public CallerKeys Keys { get; private set; } = null!;

    /// <summary>Gets what the database holds, without a replica between.</summary>
    public PolicyStore Store { get; private set; } = null!;

    /// <summary>Gets what takes the metrics of the first replica.</summary>
    public Collector Collector { get; private set; } = null!;

    /// <summary>Gets whether writes to the database may fail.</summary>
    /// <remarks>Pooled connections to a server that was killed fail once each, when they are used again.</remarks>
    public bool IsDatabaseAway => Volatile.Read(ref _databaseBackAt) is long at
        && (at == long.MaxValue || (at > 0 && Stopwatch.GetElapsedTime(at) < Settling));

    public IReadOnlyList<Replica> All => _replicas;

    public async Task StartAsync()
    {
        _connectionString = await _postgres.StartAsync();
        await _redis.StartAsync();
        _database = SqlDatabase.At($"{_connectionString};Pooling=false");
        await Migrator.MigrateAsync(_database, CancellationToken.None);
        Store = new PolicyStore(_database, TimeProvider.System);
        Keys = new CallerKeys(this, _connectionString, _redis.ConnectionString);
        _adminKey = await Keys.CreateAsync("admin");
        await Keys.BeginAsync();
        Collector = await Collector.StartAsync(HttpProtocols.Http1);
        string[] observed =
        [
            $"--Telemetry:Endpoint={Collector.Address}", "--Telemetry:Protocol=http/protobuf",
            "--Telemetry:SampleRatio=0",
        ];
        Replica[] started = await Task.WhenAll(Enumerable.Range(0, Replicas).Select(
            i => i == 0 ? StartReplicaAsync(observed) : StartReplicaAsync()));
        started.CopyTo(_replicas, 0);
    }

    /// <summary>Chooses a replica as a load balancer does.</summary>
    public Replica Choose()
    {
        while (true)
        {
            Replica replica = Volatile.Read(ref _replicas[Random.Shared.Next(Replicas)]);
            if (replica.IsInRotation)
            {
                return replica;
            }
        }
    }

    /// <summary>Kills a replica under load and starts another in its place.</summary>
    public async Task KillAsync(int index)
    {
        await _replicas[index].KillAsync();
        await ReplaceAsync(index);
    }

    /// <summary>Replaces a replica as a rolling restart does.</summary>
    public async Task RollAsync(int index)
    {
        if (await _replicas[index].StopAsync() is not 0 and int code)
        {
            tally.Fault(Tally.UnexplainedErrors, $"a replica that was asked to stop ended with exit code {code}");
        }

        await ReplaceAsync(index);
    }

    public async Task RestartRedisAsync(TimeSpan away)
    {
        await _redis.Primary.KillAsync();
        await Task.Delay(away);
        await _redis.Primary.StartAsync();
    }

    public async Task PauseRedisAsync(TimeSpan away)
    {
        await _redis.Primary.PauseAsync();
        await Task.Delay(away);
        await _redis.Primary.ContinueAsync();
    }

    public Task FailRedisOverAsync(TimeSpan away) => _redis.FailOverAsync(away);

    public Task RestartPostgresAsync(TimeSpan away) => LoseDatabaseAsync(() => _postgres.RestartAsync(away));

    public Task FailPostgresOverAsync(TimeSpan away) => LoseDatabaseAsync(() => _postgres.FailOverAsync(away));

    /// <summary>Looks for errors in what the replicas that are left have printed.</summary>
    public void CheckLogs()
    {
        foreach (Replica replica in _replicas)
        {
            CheckLog(replica);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Replica? replica in _replicas)
        {
            await (replica?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        await (Collector?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_database?.DisposeAsync() ?? ValueTask.CompletedTask);
        _redis.Dispose();
        await _postgres.DisposeAsync();
    }

    private async Task LoseDatabaseAsync(Func<Task> andBack)
    {
        Volatile.Write(ref _databaseBackAt, long.MaxValue);
        await andBack();
        Volatile.Write(ref _databaseBackAt, Stopwatch.GetTimestamp());
    }

    private async Task ReplaceAsync(int index)
    {
        Replica old = _replicas[index];
        Volatile.Write(ref _replicas[index], await StartReplicaAsync());
        await old.DisposeAsync();
        CheckLog(old);
    }

    private async Task<Replica> StartReplicaAsync(params string[] settings)
    {
        ServerProcess process = await ServerProcess.StartAsync(
            [
                $"--Policies:Database={_connectionString}", $"--Policies:Redis={_redis.ConnectionString}",
                "--Access:Keys=true", "--Shutdown:Drain=00:00:05", .. settings,
            ]);
        await process.WaitUntilReadyAsync();
        return new Replica(process, _adminKey);
    }

    private void CheckLog(Replica replica)
    {
        string[] lines = replica.Output.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("fail:", StringComparison.Ordinal)
                || lines[i].StartsWith("crit:", StringComparison.Ordinal))
            {
                tally.Fault(Tally.UnexplainedErrors, string.Join(' ', lines.Skip(i).Take(3)));
            }
        }
    }
}
