using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RevocationList_Changed_RefusesWhoIsInItAlsoOnOpenConnections(bool isPem)
    {
        await using TlsServer server = new();
        string list = server.FileOf("revoked");
        void Write(byte[] der) =>
            File.WriteAllBytes(list, isPem ? Encoding.ASCII.GetBytes(PemEncoding.WriteString("X509 CRL", der)) : der);
        using X509Certificate2 stolen = server.Authority.ForClient("CN=stolen, OU=caller, O=acme");
        using X509Certificate2 kept = server.Authority.ForClient("CN=kept, OU=caller, O=acme");
        Write(server.Authority.Revoke());
        await using GuardedServer guarded = new() { Settings = [.. server.Settings, $"--Tls:RevocationList={list}"] };
        await guarded.InitializeAsync();
        using HttpCaller open = new(guarded.Process.Http, handler: server.Authority.Connect(stolen));
        using HttpCaller other = new(guarded.Process.Http, handler: server.Authority.Connect(kept));
        Assert.Equal(HttpStatusCode.OK, await open.GetStatusAsync());

        Write(server.Authority.Revoke(stolen));
        await open.UntilAsync(status => status == HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, await other.GetStatusAsync());
    }

    [Fact]
    public async Task Start_RevocationListThatIsNoneOrAnothers_NamesIt()
    {
        await using TlsServer server = new();
        using CertificateAuthority other = new("ours");
        string list = server.FileOf("revoked");
        foreach (byte[] bad in new[] { [], "no list"u8.ToArray(), other.Revoke(), server.Authority.Revoke()[..^9] })
        {
            File.WriteAllBytes(list, bad);
            Assert.Contains(
                "Tls:RevocationList: expected lists of revoked certificates in PEM or DER, signed by an authority of ",
                await RefusedAsync([.. server.Settings, $"--Tls:RevocationList={list}"]),
                StringComparison.Ordinal);
        }

        Assert.Contains(
            "Tls:ClientAuthority: expected a file, as there is a list of revoked certificates, got none",
            await RefusedAsync([.. server.Settings[..2], $"--Tls:RevocationList={list}"]),
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
