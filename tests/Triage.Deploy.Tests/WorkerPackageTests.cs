using System.Text.Json;
using System.Text.RegularExpressions;
using Triage.EndToEnd.Tests;
using Triage.EndToEnd.Tests.Worker;
using Triage.Storage.Keys;
using Triage.Storage.Sql;
using Triage.Storage.Tests.Support;
using ServerProcess = Triage.EndToEnd.Tests.ServerProcess;

namespace Triage.Deploy.Tests;

/// <summary>Workers as compose.yaml, chart and systemd start them, from what the image holds.</summary>
public sealed partial class WorkerPackageTests(Image image)
{
    [Fact]
    public async Task Worker_AsEachPackageStartsIt_DecidesWithAKeyOnAReadOnlyRoot()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        DirectoryInfo work = await Image.CreateWorkFolderAsync();
        string key = await MakeKeyAsync(Path.Combine(work.FullName, "data/triage.db"));
        await Command.RunAsync("chmod", ["-R", "a+rwX", Path.Combine(work.FullName, "data")]);
        using RedisServer redis = await RedisServer.StartNewAsync();
        using StreamCaller caller = new(redis.ConnectionString);
        await using (ServerProcess server = await ServerProcess.StartAsync(
            environment: image.Environment, data: work.FullName, command: image.AsUser("Triage.Server")))
        {
            Dictionary<string, string> addresses = new(StringComparer.Ordinal)
            {
                ["--server"] = server.Http,
                ["--redis"] = redis.ConnectionString,
            };
            foreach ((string package, string description, string[] words) in await ReadAsync())
            {
                string[] arguments =
                    [.. words.Select((word, i) => i > 0 ? addresses.GetValueOrDefault(words[i - 1], word) : word)];
                string secrets = work.CreateSubdirectory($"data/secrets-{package}").FullName;
                foreach (string name in Secret().Matches(description).Select(match => match.Groups["name"].Value))
                {
                    string value = name == "TRIAGE_KEY" ? key : redis.ConnectionString;
                    await File.WriteAllTextAsync(Path.Combine(secrets, name), $"{value}\n", cancellation);
                }

                Dictionary<string, string> environment = new(image.Environment)
                {
                    ["Settings__SecretsDirectory"] = secrets,
                };
                await caller.AddAsync("id", package, "query", """{"text":"Where is my order?"}""");
                using WorkerProcess worker = WorkerProcess.Start(image.AsUser("triage", arguments), environment);
                Dictionary<string, string> answer = Assert.Single(
                    await caller.TakeAllAsync("decisions", 1, () => $"{package}: {worker.Output}"));
                Assert.Equal(package, answer["id"]);
                Assert.Equal(0, (await worker.StopAsync()).ExitCode);
            }
        }

        await Command.RunAsync("chmod", ["-R", "u+w", work.FullName]);
        work.Delete(recursive: true);
    }

    /// <summary>Reads what each package says of its worker, and the words that start it.</summary>
    private static async Task<(string Package, string Description, string[] Words)[]> ReadAsync()
    {
        string compose = Read("compose.yaml").Split("\n  worker:\n")[1];
        string chart = (await DescriptionTests.RenderAsync("worker.enabled=true")).Split("# Source: worker.yaml")[1];
        string unit = Read("systemd/triage-worker@.service");
        string start = Start().Match(unit).Groups["words"].Value
            .Replace("%i", "triage", StringComparison.Ordinal)
            .Replace("$OPTIONS", "--server http://127.0.0.1:8080", StringComparison.Ordinal);
        return
        [
            ("compose", compose, Words(compose)),
            ("chart", chart, Words(chart)),
            ("systemd", unit, start.Split(' ')),
        ];
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(Repository.Root, "deploy", name));

    private static string[] Words(string description) =>
        JsonSerializer.Deserialize<string[]>(List().Match(description).Groups["words"].Value)!;

    private static async Task<string> MakeKeyAsync(string file)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using SqlDatabase database = SqlDatabase.At($"Data Source={file}");
        await Migrator.MigrateAsync(database, cancellation);
        KeyGrant grant = new("acme", Roles.Caller, "worker", "", null, null);
        return (await new KeyStore(database, TimeProvider.System)
            .CreateAsync(grant, null, "test", cancellation)).Text;
    }

    [GeneratedRegex(
        @"^ *(args|command): (?<words>\[""worker"".*\])$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex List();

    [GeneratedRegex(
        "^ExecStart=/usr/local/bin/triage (?<words>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Start();

    [GeneratedRegex(
        @"(target: |path: |LoadCredential=)(?<name>TRIAGE_KEY|Policies__Redis)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Secret();
}
