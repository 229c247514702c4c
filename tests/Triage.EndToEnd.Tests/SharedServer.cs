[assembly: AssemblyFixture(typeof(Triage.EndToEnd.Tests.SharedServer))]

namespace Triage.EndToEnd.Tests;

/// <summary>One service for all tests that do not stop it or start it differently.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private ServerProcess? _process;

    internal ServerProcess Process => _process!;

    public async ValueTask InitializeAsync() => _process = await ServerProcess.StartAsync();

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
