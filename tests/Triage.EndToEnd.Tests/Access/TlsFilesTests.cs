using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>Files of certificates that change, and those that are not good from the start.</summary>
public sealed class TlsFilesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Files_Changed_AreMetByNewConnections()
    {
        await using TlsServer server = new();
        await server.InitializeAsync();
        using CertificateAuthority next = new("next");
        using X509Certificate2 old = server.Authority.ForClient("CN=platform, OU=caller, O=acme");
        using X509Certificate2 renewed = next.ForClient("CN=platform, OU=caller, O=acme");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, server.Authority, old));

        File.WriteAllText(server.FileOf("tls.key"), "no key");
        await UntilAsync(
            () => Task.FromResult(server.Process.Output.Contains("the ones before stay", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, server.Authority, old));

        server.Write(next.ForServer(), next.Pem);
        await UntilAsync(async () => await StatusAsync(server, next, renewed) == HttpStatusCode.OK);
        Assert.Null(await StatusAsync(server, next, old));
        Assert.Null(await StatusAsync(server, server.Authority, renewed));
    }

    [Fact]
    public async Task Start_BadFiles_NamesEach()
    {
        await using TlsServer server = new();
        using CertificateAuthority other = new("other");
        using X509Certificate2 certificate = other.ForServer();
        File.WriteAllText(server.FileOf("tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(server.FileOf("ca.crt"), "");
        string output = await RefusedAsync([.. server.Settings, "--Tls:Tenant=A B", "--Tls:Roles:boss=widget"]);
        Assert.Contains(
            "Tls:Certificate: expected a certificate in PEM and its unencrypted private key",
            output,
            StringComparison.Ordinal);
        Assert.Contains("Tls:ClientAuthority: expected certificates in PEM", output, StringComparison.Ordinal);
        Assert.Contains("Tls:Tenant: expected the name of a tenant", output, StringComparison.Ordinal);
        Assert.Contains(
            "Tls:Roles:boss: expected one of caller, analyst, approver, admin, got 'widget'",
            output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_MissingOrExpiredFiles_NamesThem()
    {
        await using TlsServer server = new();
        Assert.Contains(
            "Tls:Key: expected a file, got 'nowhere', which is not there",
            await RefusedAsync([server.Settings[0], "--Tls:Key=nowhere"]),
            StringComparison.Ordinal);
        Assert.Contains(
            "Tls:Certificate: expected a file, as there is a key or an authority of clients, got none",
            await RefusedAsync([server.Settings[2]]),
            StringComparison.Ordinal);
        server.Write(server.Authority.ForClient("CN=triage", isExpired: true), server.Authority.Pem);
        Assert.Contains(
            "Tls:Certificate: expected a certificate that is good now",
            await RefusedAsync(server.Settings),
            StringComparison.Ordinal);
    }

    private static async Task<string> RefusedAsync(string[] settings)
    {
        (int exitCode, string output) = await ServerProcess.StartRefusedAsync(settings);
        Assert.Equal(1, exitCode);
        return output;
    }

    /// <summary>Calls over a connection of its own.</summary>
    /// <returns>The status; null when there was no connection.</returns>
    private static async Task<HttpStatusCode?> StatusAsync(
        TlsServer server, CertificateAuthority trusted, X509Certificate2 client)
    {
        using HttpCaller caller = new(server.Process.Http, handler: trusted.Connect(client));
        try
        {
            return await caller.GetStatusAsync();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using CancellationTokenSource limit = new(Patience);
        while (!await isSo())
        {
            await Task.Delay(50, limit.Token);
        }
    }
}
