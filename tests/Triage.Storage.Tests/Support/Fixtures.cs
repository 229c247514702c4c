using Triage.Storage.Tests.Support;

[assembly: AssemblyFixture(typeof(PostgresServer))]
