using Triage.Storage.Policies;
using Triage.Storage.Sql;

namespace Triage.Storage.Tests.Support;

/// <summary>A process that publishes without end and tells each version that was confirmed.</summary>
internal static class Writer
{
    public const string Command = "write";

    public static readonly PolicyKey Key = new("acme", "default");

    public static async Task<int> RunAsync(string connectionString)
    {
        await using SqlDatabase database = SqlDatabase.At(connectionString);
        await Migrator.MigrateAsync(database, CancellationToken.None);
        PolicyStore store = new(database, TimeProvider.System);
        while (true)
        {
            int head = (await store.FindPublishedAsync(Key, CancellationToken.None))?.Head.Version ?? 0;
            PolicyDraft draft = await store.CreateDraftAsync(
                Key, new DraftContent(Document(head + 1), "killed or not", head), "writer", CancellationToken.None);
            PublishedPolicy published = await store.PublishDraftAsync(
                Key, draft.Id, draft.Revision, new Release(Rollout.Full, "m1", ""), "writer", CancellationToken.None);
            Console.WriteLine(published.Head.Version);
        }
    }

    /// <summary>Makes a document that names its version and is large enough to be torn.</summary>
    public static string Document(int version) => $$"""{"name":"{{version}}","filler":"{{new string('x', 20_000)}}"}""";
}
