using Triage.EndToEnd.Tests.Policies;

namespace Triage.EndToEnd.Tests;

public sealed class ConfigTests : IDisposable
{
    private static readonly string Service = Path.Combine(AppContext.BaseDirectory, "Triage.Server");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("triage-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Check_GoodFile_SaysSoAndStartsNothing()
    {
        string file = Write(
            "settings.json",
            """{ "Listen": { "Http": "127.0.0.1:0" }, "Policies": { "Template": "airline" } }""");
        string output = await Command.RunAsync(
            Command.Triage, ["config", "check", "--service", Service, "--file", file]);
        Assert.Equal("Every setting is known and good.", output.Trim());
    }

    [Fact]
    public async Task Check_FaultsOfEveryKind_AreNamedAtOnce()
    {
        string file = Write("settings.json", """
            {
              "Listen": { "Http": "localhost" },
              "Rpc": { "MaxJsonDept": 8, "MaxJsonDepth": 1, "MaxSendMessageBytes": "many" },
              "Policies": { "Template": "zoo" },
              "Telemetry": { "Endpoint": "collector", "Protocol": "carrier pigeon", "SampleRatio": 2 },
              "Settings": { "SecretsDirectory": "/nowhere" },
              "Polices": { "Redis": "127.0.0.1" }
            }
            """);
        (int exitCode, string output) = await ServerProcess.StartRefusedAsync(
            "config", "check", "--file", file, "--WarmUp:Limit=soon", "--Limit:Requests=1");
        Assert.Equal(1, exitCode);
        Assert.All(
            [
                "Listen:Http: expected an IP address",
                "Polices: unknown section of settings, expected one of Settings, Listen, Tls, ",
                "Limit: unknown section of settings, expected one of",
                "Rpc:MaxJsonDept: unknown setting",
                "Rpc:MaxJsonDepth: expected 8 to 100, got '1'",
                "Rpc:MaxSendMessageBytes: expected a whole number, got 'many'",
                "Policies:Template: expected one of",
                "Telemetry:Endpoint: expected an address",
                "Telemetry:Protocol: expected grpc or http/protobuf, got 'carrier pigeon'",
                "Settings:SecretsDirectory: expected a folder, got '/nowhere'",
                "Telemetry:SampleRatio: expected 0 to 1, got '2'",
                "WarmUp:Limit: expected a time such as 00:00:30, got 'soon'",
            ],
            fault => Assert.Contains(fault, output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{ \"Listen\":\n oops", "expected JSON in")]
    [InlineData(null, "which is not there")]
    public async Task Check_FileThatIsNone_IsNamed(string? text, string fault)
    {
        string file = text is null ? Path.Combine(_folder.FullName, "settings.json") : Write("settings.json", text);
        (int exitCode, string output) = await ServerProcess.StartRefusedAsync("config", "check", "--file", file);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("Settings:File: ", output, StringComparison.Ordinal);
        Assert.Contains(fault, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_FromAFolder_AreReadAndNeverShown()
    {
        Write("DecisionIds__Keys__0__Id", "7\n");
        Write("DecisionIds__Keys__0__Secret", "swordfish\n");
        (int exitCode, string output) = await ServerProcess.StartRefusedAsync(
            $"--Settings:SecretsDirectory={_folder.FullName}");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("DecisionIds:Keys:0:Secret: expected at least 32 bytes", output, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", output, StringComparison.Ordinal);

        File.Delete(Path.Combine(_folder.FullName, "DecisionIds__Keys__0__Secret"));
        File.Delete(Path.Combine(_folder.FullName, "DecisionIds__Keys__0__Id"));
        Write("DecisionIds__Keys__0", "swordfish\n");
        Write("DecisionIds__Keys", "swordfish\n");
        (_, output) = await ServerProcess.StartRefusedAsync($"--Settings:SecretsDirectory={_folder.FullName}");
        Assert.Contains(
            "DecisionIds:Keys:0: expected DecisionIds:Keys:0:Id and DecisionIds:Keys:0:Secret, got one value",
            output,
            StringComparison.Ordinal);
        Assert.Contains(
            "DecisionIds:Keys: expected a list such as DecisionIds:Keys:0, got one value",
            output,
            StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", output, StringComparison.Ordinal);

        File.Delete(Path.Combine(_folder.FullName, "DecisionIds__Keys__0"));
        File.Delete(Path.Combine(_folder.FullName, "DecisionIds__Keys"));
        Write("DecisionIds__Keys__0__Id", "7\n");
        Write("DecisionIds__Keys__0__Secret", Convert.ToBase64String(new byte[32]) + "\n");
        await using ServerProcess server = await ServerProcess.StartAsync(
            [$"--Settings:SecretsDirectory={_folder.FullName}"]);
        using PolicyClient client = new(server);
        Assert.NotEmpty((await client.DecideAsync("Where is my order?")).DecisionId);
    }

    [Fact]
    public async Task LogLevel_ChangedInTheFile_HoldsWithoutARestart()
    {
        string file = Write("settings.json", """{ "Policies": { "Template": "airline" } }""");
        await using ServerProcess server = await ServerProcess.StartAsync([$"--Settings:File={file}"]);
        using PolicyClient client = new(server);
        await client.DecideAsync("Where is my bag?");
        Assert.Contains("policy \"Airline\"", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Decision ", server.Output, StringComparison.Ordinal);

        Write(
            "settings.json",
            """{ "Policies": { "Template": "airline" }, "Logging": { "LogLevel": { "Triage": "Debug" } } }""");
        using CancellationTokenSource limit = new(Patience);
        while (!server.Output.Contains("Decision ", StringComparison.Ordinal))
        {
            await client.DecideAsync("Where is my bag?");
            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
        }
    }

    [Fact]
    public async Task HealthCommand_AddressInTheFile_IsTheOneThatIsAsked()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        await server.WaitUntilReadyAsync();
        string address = new Uri(server.Http).Authority;
        string file = Write("settings.json", $$"""{ "Listen": { "Http": "{{address}}" } }""");
        (int exitCode, string output) = await ServerProcess.StartRefusedAsync("health", $"--Settings:File={file}");
        Assert.Equal((0, ""), (exitCode, output.Trim()));
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
