using System.Net;
using Triage.Storage.Tests.Support;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>A replica that hears of keys over Redis alone: its database is a copy, in which nothing changes.</summary>
[Collection(nameof(Timed))]
public sealed class SharedKeyTests : IDisposable
{
    /// <summary>Beside other programs time is only bounded.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(Scale.Times(usual: 10, isLong: 1));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Key_RevokedOnTheCommandLine_IsRefusedOnceRedisTells()
    {
        string own = _folder.File("own");
        string copy = _folder.File("copy/data");
        Directory.CreateDirectory(own);
        Directory.CreateDirectory(copy);
        string key = (await KeysAsync(own, "create", "--tenant", "acme", "--role", "caller")).Trim();
        foreach (string file in Directory.GetFiles(own))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        using RedisServer redis = await RedisServer.StartNewAsync();
        await using EndToEnd.Tests.ServerProcess replica = await EndToEnd.Tests.ServerProcess.StartAsync(
            ["--Access:Keys=true", $"--Policies:Redis={redis.ConnectionString}"], data: _folder.File("copy"));
        using HttpCaller caller = new(replica.Http, key);
        await caller.UntilAsync(status => status == HttpStatusCode.OK);
        await Eventually.HoldsAsync(
            async () => (await redis.CommandAsync("PUBSUB", "CHANNELS", "{triage:1}:keys")) == "*1",
            withinSeconds: 30,
            () => "the replica does not listen");

        await KeysAsync(own, "revoke", "--tenant", "acme", "--redis", redis.ConnectionString, key[..16]);

        TimeSpan took = await caller.UntilAsync(status => status == HttpStatusCode.Unauthorized);
        TestContext.Current.TestOutputHelper!.WriteLine($"refused {took.TotalMilliseconds:F0} ms after the command");
        Assert.InRange(took, TimeSpan.Zero, Soon);
        string known = await KeysAsync(copy, "list", "--tenant", "acme", "--json");
        Assert.Contains("\"state\": \"good\"", known, StringComparison.Ordinal);
    }

    private static Task<string> KeysAsync(string folder, params string[] arguments) => Command.RunAsync(
        Command.Triage,
        ["keys", "--database", $"Data Source={Path.Combine(folder, "triage.db")}", .. arguments]);
}
