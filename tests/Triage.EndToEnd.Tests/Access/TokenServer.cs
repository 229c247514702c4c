namespace Triage.EndToEnd.Tests.Access;

/// <summary>A service that takes the tokens of an issuer on loopback.</summary>
public sealed class TokenServer : IAsyncLifetime
{
    private ServerProcess? _process;

    internal Issuer Issuer { get; } = new();

    internal ServerProcess Process => _process!;

    public async ValueTask InitializeAsync() => _process = await ServerProcess.StartAsync(
        [$"--Jwt:Authority={Issuer.Address}", $"--Jwt:Audience={Issuer.Audience}", "--Jwt:Roles:triage-users=analyst"]);

    public async ValueTask DisposeAsync()
    {
        await (_process?.DisposeAsync() ?? ValueTask.CompletedTask);
        Issuer.Dispose();
    }
}
