using System.Text.Json;
using Triage.EndToEnd.Tests.Policies;
using Triage.V1;

namespace Triage.EndToEnd.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task Greeting_CurlLinePasted_AnswersTheSampleDecision()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        string curl = server.Output.Split('\n').Single(line => line.StartsWith("  curl ", StringComparison.Ordinal));
        using JsonDocument answer = JsonDocument.Parse(await Command.RunAsync("bash", ["-c", curl]));
        string cell = answer.RootElement.GetProperty("cell").GetString()!;
        Assert.Contains($"cell {cell}", server.Output, StringComparison.Ordinal);
        string primary = answer.RootElement.GetProperty("primary").GetProperty("name").GetString()!;
        Assert.Contains($"{primary}, then ", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_Sigterm_EndsWell()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using HttpClient http = new();
        await server.WaitUntilReadyAsync();
        Assert.StartsWith(
            "{\"status\":\"alive\",", await http.GetStringAsync($"{server.Http}/healthz"), StringComparison.Ordinal);
        Assert.Equal(0, await server.StopAsync());
        Assert.DoesNotContain("Exception", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithATemplate_DecidesByItUntilAVersionIsPublished()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(["--Policies:Template=airline"]);
        using PolicyClient client = new(server);
        Policy policy = await client.GetAsync();
        Assert.Equal(0, policy.Version.Version);
        Assert.Contains("\"name\": \"Airline\"", policy.Document, StringComparison.Ordinal);
        Assert.Contains("policy \"Airline\"", server.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await client.DecideAsync("Where is my bag?")).PolicyVersion);

        await client.PublishAsync(policy.Document);

        Assert.Equal(1, (await client.DecideAsync("Where is my bag?")).PolicyVersion);
    }

    [Fact]
    public async Task Start_BadOptions_RefusesAndNamesEveryOne()
    {
        (int exitCode, string output) = await ServerProcess.StartRefusedAsync(
            "--Listen:Http=localhost",
            "--Listen:Grpc=127.0.0.1:99999",
            "--Rpc:MaxJsonDepth=1",
            "--WarmUp:Limit=-00:00:01",
            "--Policies:Template=zoo");
        Assert.Equal(1, exitCode);
        Assert.Contains("Listen:Http: expected an IP address and a port", output, StringComparison.Ordinal);
        Assert.Contains("got '127.0.0.1:99999'", output, StringComparison.Ordinal);
        Assert.Contains("Rpc:MaxJsonDepth: expected 8 to 100, got '1'", output, StringComparison.Ordinal);
        Assert.Contains(
            "WarmUp:Limit: expected 00:00:00 to 00:01:00, got '-00:00:01'", output, StringComparison.Ordinal);
        Assert.Contains("Policies:Template: expected one of technology, retail-bank", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SettingsUnknownOrOfTheWrongKind_RefusesAndNamesEveryOne()
    {
        (int exitCode, string output) = await ServerProcess.StartRefusedAsync(
            "--Rpc:MaxJsonDept=8",
            "--Rpc:MaxSendMessageBytes=many",
            "--WarmUp:Limit=soon",
            "--DecisionIds:Keys:0:Id=first",
            "--DecisionIds:Keys:0:Secrte=hidden-0815");
        Assert.Equal(1, exitCode);
        Assert.Equal(
            "Rpc:MaxJsonDept: unknown setting, expected one of MaxReceiveMessageBytes, MaxInflatedMessageBytes, "
            + """
            MaxSendMessageBytes, CompressAboveBytes, MaxJsonDepth
            Rpc:MaxSendMessageBytes: expected a whole number, got 'many'
            DecisionIds:Keys:0:Id: expected a whole number, got 'first'
            DecisionIds:Keys:0:Secrte: unknown setting, expected one of Id, Secret
            WarmUp:Limit: expected a time such as 00:00:30, got 'soon'
            DecisionIds:Keys:0:Secret: expected at least 32 bytes in base64, got other or fewer
            """,
            output.Trim());
    }

    [Fact]
    public async Task Start_RedisIsNoServer_RefusesAndNamesIt()
    {
        (int exitCode, string output) = await ServerProcess.StartRefusedAsync("--Policies:Redis=,,,");
        Assert.Equal(
            (1, "Policies:Redis: expected servers such as '127.0.0.1:6379', got something else"),
            (exitCode, output.Trim()));
    }

    [Fact]
    public async Task Start_AddressInUse_RefusesAndNamesIt()
    {
        await using ServerProcess first = await ServerProcess.StartAsync();
        string taken = new Uri(first.Http).Authority;
        (int exitCode, string output) =
            await ServerProcess.StartRefusedAsync($"--Listen:Http={taken}", "--Listen:Grpc=127.0.0.1:0");
        Assert.Equal(1, exitCode);
        Assert.Contains($"Failed to bind to address http://{taken}", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }
}
