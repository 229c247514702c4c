using Triage.Storage.Policies;
using Triage.Storage.Sql;

namespace Triage.Storage.Tests.Policies;

public abstract partial class PolicyStoreContract
{
    [Fact]
    public async Task Migrate_ByTenAtOnce_AppliesEachMigrationOnce()
    {
        string connectionString = await CreateDatabaseAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(async () =>
        {
            await using SqlDatabase database = SqlDatabase.At(connectionString);
            await Migrator.MigrateAsync(database, Cancellation);
        })));

        await using SqlDatabase migrated = SqlDatabase.At(connectionString);
        Assert.Equal(0, await new PolicyStore(migrated, TimeProvider.System).GetRevisionAsync(Cancellation));
    }

    [Fact]
    public async Task Migrate_DatabaseOfANewerProgram_IsRefused()
    {
        await using SqlSession session = await _database.ReadAsync(Cancellation);
        await session.ExecuteAsync("INSERT INTO schema_migrations (number) VALUES (9999)", Cancellation);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Migrator.MigrateAsync(_database, Cancellation));
    }
}
