using Triage.Storage.Keys;

namespace Triage.EndToEnd.Tests.Access;

public sealed class KeyPrivacyTests
{
    private const string Injected = "2026-01-01 admin logged in";

    /// <summary>Every category at its most talkative; keys by every header,
    /// and lines that would like to be entries.</summary>
    [Fact]
    public async Task Log_EveryLevel_HoldsNoKeyAndNoLineOfACaller()
    {
        await using GuardedServer server = new()
        {
            Settings =
                ["--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft=Trace", "--WarmUp:Limit=00:00:00"],
        };
        await server.InitializeAsync();
        (_, string key) = await server.CreateAsync(Roles.Admin);
        (_, string foreign, _) = KeySecret.Create();
        string line = Uri.EscapeDataString($"\n{Injected}\r{Injected}\u001b[2K{Injected}");
        using HttpCaller caller = new(server.Process.Http);
        await caller.GetStatusAsync(("authorization", $"Bearer {key}"));
        await caller.GetStatusAsync(("x-api-key", foreign));
        await caller.GetStatusAsync(("authorization", $"Bearer {key}"), ("origin", $"https://{key}.example"));
        foreach (string path in new[] { $"/{line}", $"/{line}/{line}", $"{HttpCaller.Path}{line}", $"/healthz?{line}" })
        {
            using HttpResponseMessage response = await caller.SendAsync(
                path: path, headers: [("authorization", $"Bearer {key}")]);
        }

        string[] bodies =
        [
            $$"""{"policy":"\n{{Injected}}","text":"hi"}""",
            $$"""{"{{Injected}}\n":1}""",
            "{\"text\":\"hi\",\"context\":{\"conversationId\":\"\\n" + Injected + "\"}}",
        ];
        foreach (string body in bodies)
        {
            using HttpResponseMessage response = await caller.SendAsync(
                body: body, headers: [("authorization", $"Bearer {key}")]);
        }

        await server.Process.StopAsync();
        Assert.Contains("Decision ", server.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(key[17..], server.Process.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(foreign[17..], server.Process.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\u001b[2K", server.Process.Output, StringComparison.Ordinal);
        Assert.All(server.Process.Output.Split('\n', '\r'), entry => Assert.False(
            entry.TrimStart().StartsWith(Injected, StringComparison.Ordinal), entry));
    }
}
