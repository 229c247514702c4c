using Triage.Storage.Tests.Support;

namespace Triage.Storage.Tests.Keys;

public sealed class SqliteKeyStoreTests : KeyStoreContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    protected override Task<string> CreateDatabaseAsync() =>
        Task.FromResult($"Data Source={_folder.File("triage.db")}");
}
