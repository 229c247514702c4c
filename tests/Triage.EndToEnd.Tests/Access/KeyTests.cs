using System.Net;
using System.Text.Json;
using Triage.Storage.Keys;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>The life of keys, as callers see it.</summary>
public sealed class KeyTests(GuardedServer server) : IClassFixture<GuardedServer>
{
    /// <summary>Beside other tests time is only bounded.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(Scale.Times(usual: 10, isLong: 1));

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Greeting_WhereKeysAreRequired_TellsHowToBringOne()
    {
        Assert.Contains("a key of 'triage keys create' in TRIAGE_KEY", server.Process.Output, StringComparison.Ordinal);
        Assert.Contains("-H \"Authorization: Bearer $TRIAGE_KEY\"", server.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_InEitherHeader_LetsIn()
    {
        (_, string key) = await server.CreateAsync(Roles.Caller);
        using HttpCaller caller = new(server.Process.Http);
        Assert.Equal(HttpStatusCode.OK, await caller.GetStatusAsync(("authorization", $"bearer  {key}")));
        Assert.Equal(HttpStatusCode.OK, await caller.GetStatusAsync(("x-api-key", key)));
        Assert.Equal(
            HttpStatusCode.OK, await caller.GetStatusAsync(("authorization", "Basic eDp5"), ("x-api-key", key)));
    }

    [Fact]
    public async Task BadKey_WhateverIsBad_AnswersTheSame()
    {
        (ApiKey revoked, string revokedText) = await server.CreateAsync(Roles.Caller);
        await server.Store.RevokeAsync("acme", revoked.Id, "test", CancellationToken.None);
        (_, string expired) =
            await server.CreateAsync(Roles.Caller, expiresAt: TimeProvider.System.GetUtcNow().AddSeconds(1));
        (_, string good) = await server.CreateAsync(Roles.Caller);
        (_, string unknown, _) = KeySecret.Create();
        using (HttpCaller caller = new(server.Process.Http, revokedText))
        {
            await caller.UntilAsync(status => status == HttpStatusCode.Unauthorized);
        }

        using (HttpCaller caller = new(server.Process.Http, expired))
        {
            await caller.UntilAsync(status => status == HttpStatusCode.Unauthorized);
        }

        string wrongSecret = good[..^1] + (good[^1] == 'A' ? 'B' : 'A');
        string[] bad =
        [
            "",
            "x",
            revokedText,
            expired,
            unknown,
            wrongSecret,
            good + "A",
            good[..^1],
            good.ToUpperInvariant(),
            new string('a', 5_000),
        ];
        HashSet<string> answers = [];
        using HttpCaller any = new(server.Process.Http);
        foreach (string key in bad)
        {
            using HttpResponseMessage response = await any.SendAsync(headers: ("authorization", $"Bearer {key}"));
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
            answers.Add(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        using JsonDocument answer = JsonDocument.Parse(Assert.Single(answers));
        Assert.Equal("unauthenticated", answer.RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Key_RevokedOnTheCommandLine_IsRefusedSoon()
    {
        string text = (await KeysAsync("create", "--tenant", "acme", "--role", "caller")).Trim();
        using HttpCaller caller = new(server.Process.Http, text);
        Assert.True(await caller.UntilAsync(status => status == HttpStatusCode.OK) < Soon);

        await KeysAsync("revoke", "--tenant", "acme", text[..16]);

        Assert.True(await caller.UntilAsync(status => status == HttpStatusCode.Unauthorized) < Soon);
    }

    [Fact]
    public async Task Stream_OfAKeyThatIsRevoked_BreaksOff()
    {
        (ApiKey key, string revoked) = await server.CreateAsync(Roles.Analyst);
        (_, string good) = await server.CreateAsync(Roles.Analyst);
        using JsonCaller revokedCaller = new(server.Process.Http, revoked);
        using JsonCaller goodCaller = new(server.Process.Http, good);
        using JsonCaller.MessageStream broken = await WatchAsync(revokedCaller);
        using JsonCaller.MessageStream open = await WatchAsync(goodCaller);

        await server.Store.RevokeAsync("acme", key.Id, "test", CancellationToken.None);

        await Assert.ThrowsAnyAsync<IOException>(
            () => broken.ReadAsync<WatchChannelsResponse>(CancellationToken.None).WaitAsync(Patience));
        using CancellationTokenSource brief = new(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => open.ReadAsync<WatchChannelsResponse>(brief.Token));
    }

    [Fact]
    public async Task Keys_DatabaseInTheFolderOfSecrets_IsUsedAndNeverShown()
    {
        using TemporaryFolder folder = new();
        folder.Write("Policies__Database", server.Database + "\n");
        string settings = $"Settings__SecretsDirectory={folder.Path}";
        string key = await Command.RunAsync(
            "env", [settings, Command.Triage, "keys", "create", "--tenant", "acme", "--role", "caller"]);
        using HttpCaller caller = new(server.Process.Http, key.Trim());
        await caller.UntilAsync(status => status == HttpStatusCode.OK);

        foreach (string command in new[] { "keys", "worker" })
        {
            string help = await Command.RunAsync(
                "env",
                [
                    "Policies__Database=Host=db;Password=swordfish", "Policies__Redis=redis:6379,password=swordfish",
                    Command.Triage, command, "--help",
                ]);
            Assert.Contains("Policies__Redis", help, StringComparison.Ordinal);
            Assert.DoesNotContain("swordfish", help, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Key_Rotated_BothAreGoodUntilTheOverlapEnds()
    {
        string first = (await KeysAsync("create", "--tenant", "acme", "--role", "caller")).Trim();
        string second = (await KeysAsync("rotate", "--tenant", "acme", "--overlap", "1h", first[..16])).Trim();
        string third = (await KeysAsync("rotate", "--tenant", "acme", "--overlap", "0m", second[..16])).Trim();

        using HttpCaller a = new(server.Process.Http, first);
        using HttpCaller b = new(server.Process.Http, second);
        using HttpCaller c = new(server.Process.Http, third);
        await c.UntilAsync(status => status == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await a.GetStatusAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await b.GetStatusAsync());
    }

    [Fact]
    public async Task List_OfATenant_ShowsItsKeysWithoutSecrets()
    {
        string text = (
            await KeysAsync(
                "create",
                "--tenant",
                "listed",
                "--role",
                "widget",
                "--origin",
                GuardedServer.Origin,
                "--expires",
                "90d")).Trim();
        string list = await KeysAsync("list", "--tenant", "listed", "--json");
        using JsonDocument keys = JsonDocument.Parse(list);
        JsonElement key = Assert.Single(keys.RootElement.EnumerateArray());
        Assert.Equal(text[4..16], key.GetProperty("id").GetString());
        Assert.Equal("good", key.GetProperty("state").GetString());
        Assert.DoesNotContain(text[17..], list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Widget_FromAnotherPageOrNone_IsRefused()
    {
        (_, string key) = await server.CreateAsync(Roles.Widget);
        foreach ((string? origin, HttpStatusCode expected) in new (string?, HttpStatusCode)[]
        {
            (GuardedServer.Origin, HttpStatusCode.OK),
            ("https://evil.example", HttpStatusCode.Forbidden),
            ("http://shop.example", HttpStatusCode.Forbidden),
            ("https://shop.example:8443", HttpStatusCode.Forbidden),
            ("https://SHOP.example", HttpStatusCode.Forbidden),
            ("null", HttpStatusCode.Forbidden),
            (null, HttpStatusCode.Forbidden),
        })
        {
            using HttpCaller caller = new(server.Process.Http, key, origin);
            using HttpResponseMessage response = await caller.SendAsync();
            Assert.True(expected == response.StatusCode, $"{origin}: {response.StatusCode}");
            Assert.Equal(origin == GuardedServer.Origin, response.Headers.Contains("access-control-allow-origin"));
        }
    }

    [Fact]
    public async Task Preflight_FromAWidgetsPage_MayBringAKey_AnotherMayNot()
    {
        await server.CreateAsync(Roles.Widget);
        Assert.Equal(GuardedServer.Origin, await PreflightAsync(GuardedServer.Origin));
        Assert.Null(await PreflightAsync("https://evil.example"));
        Assert.Null(await PreflightAsync("http://localhost:3000"));
    }

    [Fact]
    public async Task Start_OnAnotherAddressWithoutAuthentication_IsRefusedInWords()
    {
        (int code, string output) =
            await ServerProcess.StartRefusedAsync("--Listen:Http=0.0.0.0:0", "--Listen:Grpc=[::]:0");
        Assert.Equal(1, code);
        string[] lines = [.. output.Split('\n').Where(line => line.StartsWith("Listen:", StringComparison.Ordinal))];
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("Listen:Http: expected a loopback address", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Listen:Grpc: expected a loopback address", lines[1], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.Contains("triage keys create", line, StringComparison.Ordinal));
    }

    private async Task<string?> PreflightAsync(string origin)
    {
        using HttpCaller caller = new(server.Process.Http, origin: origin);
        using HttpResponseMessage response = await caller.SendAsync(
            HttpMethod.Options,
            headers: [
                ("access-control-request-method", "POST"),
                ("access-control-request-headers", "authorization,content-type")]);
        return response.Headers.TryGetValues("access-control-allow-origin", out IEnumerable<string>? allowed)
            ? allowed.Single()
            : null;
    }

    private static async Task<JsonCaller.MessageStream> WatchAsync(JsonCaller caller)
    {
        JsonCaller.MessageStream watch = await caller.OpenAsync(
            "ChannelService/WatchChannels", new WatchChannelsRequest(), CancellationToken.None);
        Assert.NotNull(await watch.ReadAsync<WatchChannelsResponse>(CancellationToken.None).WaitAsync(Patience));
        return watch;
    }

    private Task<string> KeysAsync(params string[] arguments) =>
        Command.RunAsync(Command.Triage, ["keys", "--database", server.Database, .. arguments]);
}
