using Triage.Storage.Tests.Support;

namespace Triage.Storage.Tests.Policies;

public sealed class PostgresPolicyStoreTests(PostgresServer server) : PolicyStoreContract
{
    protected override Task<string> CreateDatabaseAsync() => server.CreateDatabaseAsync();
}
