using System.Diagnostics;
using System.Globalization;
using Triage.Storage.Policies;
using Triage.Storage.Tests.Support;

namespace Triage.Storage.Tests.Policies;

public abstract partial class PolicyStoreContract
{
    [Fact]
    public async Task Publish_KilledAtAnyMoment_IsWhollyThereOrWhollyNot()
    {
        Random random = new(7);
        int confirmed = 0;
        int kills = Scale.Times(usual: 8, isLong: 200);
        for (int kill = 0; kill < kills; kill++)
        {
            confirmed = Math.Max(confirmed, await WriteAndKillAsync(random.Next(0, 60)));

            // A server may still be committing for the client that was killed: a step stands in line behind it.
            await Store.SetFourEyesAsync("another tenant", false, "test", Cancellation);

            IReadOnlyList<PolicyVersion> versions = await Store.ListVersionsAsync(Writer.Key, 0, 10_000, Cancellation);
            PublishedPolicy published = (await Store.FindPublishedAsync(Writer.Key, Cancellation))!;
            IReadOnlyList<AuditEntry> audit = await Store.ListAuditAsync(Writer.Key.Tenant, 0, 100_000, Cancellation);

            int latest = versions[0].Version;
            Assert.InRange(latest, confirmed, confirmed + 1);
            Assert.Equal(Enumerable.Range(1, latest).Reverse(), versions.Select(v => v.Version));
            Assert.Equal((latest, Writer.Document(latest)), (published.Head.Version, published.Head.Document));
            Assert.Equal(
                Enumerable.Range(1, latest).Reverse(),
                audit.Where(e => e.Action == AuditAction.Published).Select(e => e.Version!.Value));
            int drafts = audit.Count(e => e.Action == AuditAction.DraftCreated);
            Assert.Equal(drafts - latest, (await Store.ListDraftsAsync(Writer.Key, "", 100_000, Cancellation)).Count);
            confirmed = latest;
        }
    }

    /// <returns>The last version that the writer was told is published.</returns>
    private async Task<int> WriteAndKillAsync(int afterMilliseconds)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [Writer.Command, ConnectionString])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using Process writer = Process.Start(start)!;
        string last = (await writer.StandardOutput.ReadLineAsync(Cancellation))!;
        await Task.Delay(afterMilliseconds, Cancellation);
        writer.Kill();
        string rest = await writer.StandardOutput.ReadToEndAsync(Cancellation);
        await writer.WaitForExitAsync(Cancellation);

        // A line that was cut off is not a confirmation.
        string[] lines = [last, .. rest.Split('\n')[..^1]];
        return int.Parse(lines[^1], CultureInfo.InvariantCulture);
    }
}
