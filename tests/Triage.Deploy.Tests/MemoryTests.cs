using System.Globalization;
using System.Text;
using Triage.Core.Routing.Templates;
using Triage.EndToEnd.Tests;
using Triage.Storage.Keys;
using Triage.Storage.Policies;
using Triage.Storage.Sql;
using Triage.Storage.Tests.Support;
using ServerProcess = Triage.EndToEnd.Tests.ServerProcess;
using Triage.V1;

namespace Triage.Deploy.Tests;

/// <summary>What the image's service with 100 tenants keeps in memory.</summary>
public sealed class MemoryTests(Image image)
{
    private const int Tenants = 100;
    private const int Callers = 8;

    // Mebibytes. The usual run has other tests beside it and machines of other sizes.
    private static readonly int MostAtRest = Scale.Times(usual: 195, isLong: 130);
    private static readonly int MostUnderLoad = Scale.Times(usual: 375, isLong: 250);

    [Fact]
    public async Task Service_WithAHundredTenants_StaysSmall()
    {
        DirectoryInfo work = await Image.CreateWorkFolderAsync();
        string[] keys = await PublishAsync(Path.Combine(work.FullName, "data/triage.db"));
        await Command.RunAsync("chmod", ["-R", "a+rwX", Path.Combine(work.FullName, "data")]);

        // On a busy machine work stands in line, and calls would be refused.
        string[] settings = ["--Access:Keys=true", "--Limits:QueueDelay=00:00:00"];
        await using (ServerProcess server = await ServerProcess.StartAsync(
            settings, image.Environment, work.FullName, warmUp: true, command: image.AsUser("Triage.Server")))
        {
            await server.WaitUntilReadyAsync();
            int rest = Mebibytes(server.Id, "VmRSS");
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CallAsync(server.Grpc, keys)));
            int peak = Mebibytes(server.Id, "VmHWM");
            TestContext.Current.TestOutputHelper!.WriteLine($"{rest} MiB at rest, {peak} MiB at most");
            Assert.InRange(rest, 1, MostAtRest);
            Assert.InRange(peak, 1, MostUnderLoad);
        }

        await Command.RunAsync("chmod", ["-R", "u+w", work.FullName]);
        work.Delete(recursive: true);
    }

    /// <summary>Gives each tenant a policy of its own and a key.</summary>
    private static async Task<string[]> PublishAsync(string file)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using SqlDatabase database = SqlDatabase.At($"Data Source={file}");
        await Migrator.MigrateAsync(database, cancellation);
        KeyStore keys = new(database, TimeProvider.System);
        PolicyStore policies = new(database, TimeProvider.System);
        string[] made = new string[Tenants];
        for (int i = 0; i < Tenants; i++)
        {
            string tenant = string.Create(CultureInfo.InvariantCulture, $"tenant-{i}");
            KeyGrant grant = new(tenant, Roles.Caller, "platform", "", null, null);
            made[i] = (await keys.CreateAsync(grant, null, "test", cancellation)).Text;
            PolicyKey key = new(tenant, "default");
            string template = PolicyTemplates.Names[i % PolicyTemplates.Names.Count];
            string document = Encoding.UTF8.GetString(PolicyTemplates.Json(template).Span);
            PolicyDraft draft = await policies.CreateDraftAsync(
                key, new DraftContent(document, "mine", 0), "test", cancellation);
            Release release = new(Storage.Policies.Rollout.Full, "m1", "");
            await policies.PublishDraftAsync(key, draft.Id, draft.Revision, release, "test", cancellation);
        }

        return made;
    }

    private static async Task CallAsync(string address, string[] keys)
    {
        TriageRequest request = new() { Text = "I was charged twice for my subscription and nobody answers!" };
        GrpcCaller[] callers = [.. keys.Select(key => new GrpcCaller(address, key))];
        for (int round = 0; round < Scale.Times(usual: 5, isLong: 500); round++)
        {
            foreach (GrpcCaller caller in callers)
            {
                await caller.CallAsync(request);
            }
        }

        Array.ForEach(callers, caller => caller.Dispose());
    }

    private static int Mebibytes(int process, string what) => int.Parse(
        File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith(what, StringComparison.Ordinal)).Split(
            [' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1_024;
}
