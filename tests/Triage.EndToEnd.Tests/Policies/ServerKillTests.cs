using System.Diagnostics;
using System.Globalization;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Policies;

/// <summary>The service killed with SIGKILL while it publishes.</summary>
public sealed class ServerKillTests
{
    /// <summary>A kill comes so soon after a publish was confirmed; one takes some 10 to 100 ms.</summary>
    private const int MaxMilliseconds = 150;

    private const int PageSize = 1_000;

    [Fact]
    public async Task Publish_ServerKilledAtAnyMoment_IsWhollyThereOrWhollyNot()
    {
        using TemporaryFolder folder = new();
        Random random = new(11);
        int confirmed = 0;
        int whole = 0;
        TimeSpan slowest = TimeSpan.Zero;
        int kills = Scale.Times(usual: 4, isLong: 200);
        for (int kill = 0; kill <= kills; kill++)
        {
            long start = Stopwatch.GetTimestamp();
            await using ServerProcess server = await ServerProcess.StartAsync(data: folder.Path);
            using PolicyClient client = new(server);
            await server.WaitUntilReadyAsync();
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(start).Ticks));
            Policy head = await client.GetAsync();
            int latest = head.Version?.Version ?? 0;

            Assert.InRange(latest, confirmed, kill == 0 ? 0 : confirmed + 1);
            whole += latest - confirmed;
            await AssertIsWholeAsync(client, head, latest);
            if (kill < kills)
            {
                confirmed = await PublishUntilKilledAsync(
                    server, client, head.Document, latest, TimeSpan.FromMilliseconds(random.Next(MaxMilliseconds)));
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{kills} kills among {confirmed} publishes, {whole} of which were whole before anybody was told; "
            + $"ready after {slowest.TotalSeconds:F1} s at most"));
    }

    /// <summary>Checks that versions, documents, audit, drafts and decisions agree about what was published.</summary>
    private static async Task AssertIsWholeAsync(PolicyClient client, Policy head, int latest)
    {
        await client.DecidesByAsync(latest);
        if (latest > 0)
        {
            Assert.Contains(Name(latest), head.Document, StringComparison.Ordinal);
            Assert.Equal(head.Document, (await client.GetAsync(version: latest)).Document);
        }

        int[] newest = [.. Enumerable.Range(1, latest).Reverse()];
        ListVersionsResponse versions = await client.CallAsync<ListVersionsResponse>(
            "ListVersions", new ListVersionsRequest { Limit = PageSize });
        Assert.Equal(newest.Take(PageSize), versions.Versions.Select(version => version.Version));

        ListAuditResponse audit = await client.CallAsync<ListAuditResponse>(
            "ListAudit", new ListAuditRequest { Limit = PageSize });
        int[] published = [.. audit.Entries.Where(entry => entry.Action == "published").Select(entry => entry.Version)];
        Assert.Equal(newest.Take(published.Length), published);
        if (audit.Entries.Count < PageSize)
        {
            int drafted = audit.Entries.Count(entry => entry.Action == "draft_created");
            ListDraftsResponse drafts = await client.CallAsync<ListDraftsResponse>(
                "ListDrafts", new ListDraftsRequest { Limit = PageSize });
            Assert.Equal((latest, drafted - latest), (published.Length, drafts.Drafts.Count));
        }
    }

    /// <summary>Publishes without end; once one was confirmed and some time has passed the service is killed.</summary>
    /// <returns>The last version that was confirmed.</returns>
    private static async Task<int> PublishUntilKilledAsync(
        ServerProcess server, PolicyClient client, string document, int latest, TimeSpan killAfter)
    {
        Task? kill = null;
        try
        {
            while (true)
            {
                latest = (await client.PublishAsync(PolicyClient.Named(document, Name(latest + 1)))).Version.Version;
                kill ??= KillAsync(server, killAfter);
            }
        }
        catch (HttpRequestException) when (kill is not null)
        {
            await kill;
            return latest;
        }
    }

    private static async Task KillAsync(ServerProcess server, TimeSpan after)
    {
        await Task.Delay(after);
        await server.KillAsync();
    }

    private static string Name(int version) => $"The policy of version {version}.";
}
