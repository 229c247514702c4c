using Triage.Storage.Tests.Support;

namespace Triage.Storage.Tests.Keys;

public sealed class PostgresKeyStoreTests(PostgresServer server) : KeyStoreContract
{
    protected override Task<string> CreateDatabaseAsync() => server.CreateDatabaseAsync();
}
