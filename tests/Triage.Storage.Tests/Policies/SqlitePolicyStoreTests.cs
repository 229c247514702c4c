using Triage.Storage.Tests.Support;

namespace Triage.Storage.Tests.Policies;

public sealed class SqlitePolicyStoreTests : PolicyStoreContract
{
    private readonly TemporaryFolder _folder = new();
    private int _files;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    protected override Task<string> CreateDatabaseAsync() =>
        Task.FromResult($"Data Source={_folder.File($"data/triage-{_files++}.db")}");
}
