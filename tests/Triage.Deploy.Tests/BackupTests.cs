using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using Triage.Core.Routing.Templates;
using Triage.EndToEnd.Tests;
using Triage.Storage.Policies;
using Triage.Storage.Sql;
using Triage.Storage.Tests.Support;
using ServerProcess = Triage.EndToEnd.Tests.ServerProcess;

namespace Triage.Deploy.Tests;

/// <summary>The commands of deploy/README.md that back up and restore, as they stand there.</summary>
public sealed partial class BackupTests : IDisposable
{
    private const int WithinSeconds = 30;

    private static readonly string[] Commands =
    [
        .. Block().Matches(File.ReadAllText(Path.Combine(Repository.Root, "deploy/README.md")).Split("\n## ")
            .Single(section => section.StartsWith("Backup and restore", StringComparison.Ordinal)))
            .Select(block => block.Groups["commands"].Value),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sqlite_BackedUpAndRestored_DecidesByTheVersionOfTheBackup()
    {
        Directory.CreateDirectory(_folder.File("data"));

        // Connections that a pool keeps would hold the file that is put in another's place.
        await TestAsync($"Data Source={_folder.File("data/triage.db")};Pooling=False", [], Commands[2], Commands[3]);
    }

    [Fact]
    public async Task PostgreSqlAndRedis_BackedUpAndRestored_DecideByTheVersionOfTheBackup()
    {
        await using PostgresServer postgres = new();
        await postgres.InitializeAsync();
        using RedisServer redis = await RedisServer.StartNewAsync();
        string database = await postgres.CreateDatabaseAsync();
        NpgsqlConnectionStringBuilder parts = new(database);
        string address = $"postgresql://{parts.Username}@{parts.Host}:{parts.Port}/{parts.Database}";
        string environment = $"export DATABASE={address} "
            + $"REDIS=redis://{redis.ConnectionString}\n";
        await TestAsync(
            database,
            [$"--Policies:Database={database}", $"--Policies:Redis={redis.ConnectionString}"],
            environment + Commands[0],
            environment + Commands[1]);
    }

    private async Task TestAsync(string database, string[] settings, string backUp, string restore)
    {
        await using (SqlDatabase empty = SqlDatabase.At(database))
        {
            await Migrator.MigrateAsync(empty, TestContext.Current.CancellationToken);
        }

        await using (ServerProcess server = await ServerProcess.StartAsync(settings, data: _folder.Path))
        {
            await PublishAsync(database, version: 1);
            await DecidesByAsync(server, 1);
            await RunAsync(backUp);
            await PublishAsync(database, version: 2);
            await DecidesByAsync(server, 2);
            Assert.Equal(0, await server.StopAsync());
        }

        await RunAsync(restore);
        await using ServerProcess restored = await ServerProcess.StartAsync(settings, data: _folder.Path);
        await DecidesByAsync(restored, 1);
        await PublishAsync(database, version: 2);
        await DecidesByAsync(restored, 2);
    }

    private Task<string> RunAsync(string commands) =>
        Command.RunAsync("sh", ["-c", $"set -eu\ncd '{_folder.Path}'\n{commands}"]);

    private static async Task PublishAsync(string connection, int version)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using SqlDatabase database = SqlDatabase.At(connection);
        PolicyStore policies = new(database, TimeProvider.System);
        PolicyKey key = new("default", "default");
        string document = Encoding.UTF8.GetString(PolicyTemplates.Json(PolicyTemplates.Names[version]).Span);
        PolicyDraft draft = await policies.CreateDraftAsync(
            key, new DraftContent(document, "mine", version - 1), "test", cancellation);
        await policies.PublishDraftAsync(
            key, draft.Id, draft.Revision, new Release(Rollout.Full, "m1", ""), "test", cancellation);
    }

    private static async Task DecidesByAsync(ServerProcess server, int version)
    {
        using HttpClient http = new();
        int? last = null;
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(WithinSeconds));
        while (last != version)
        {
            Assert.False(limit.IsCancellationRequested, $"expected version {version}, got {last}: {server.Output}");
            using HttpResponseMessage answer = await http.GetAsync($"{server.Http}/readyz");
            using JsonDocument report = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            JsonElement seen = report.RootElement.GetProperty("policy").GetProperty("version");
            last = answer.IsSuccessStatusCode && seen.ValueKind == JsonValueKind.Number ? seen.GetInt32() : null;
            await Task.Delay(20);
        }
    }

    [GeneratedRegex("```sh\n(?<commands>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
