using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Triage.Core.Routing.Templates;
using Triage.Storage.Keys;
using Triage.Storage.Policies;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>Client certificates, good and bad, beside keys, over TLS.</summary>
public sealed class TlsTests(TlsServer server) : IClassFixture<TlsServer>
{
    private const string ListVersions = "/triage.v1.PolicyService/ListVersions";
    private const int Attempts = 20;
    private const int PermissionDenied = 7;
    private const int Unauthenticated = 16;

    private readonly CertificateAuthority _authority = server.Authority;

    [Fact]
    public async Task Certificate_OfTheAuthority_LetsInAsItsSubjectSays()
    {
        using X509Certificate2 caller = _authority.ForClient("CN=platform, OU=caller, O=acme");
        using X509Certificate2 analyst = _authority.ForClient("CN=ann, OU=Sales, OU=analyst, O=acme");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(caller));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(caller, ListVersions));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(analyst, ListVersions));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(analyst, "/triage.v1.PolicyService/SetFourEyes"));
    }

    [Fact]
    public async Task Certificate_OfATenant_SeesThatTenantOnly()
    {
        string document = Encoding.UTF8.GetString(PolicyTemplates.Json("retail-bank").Span);
        await server.Guarded.GiveAsync(new PolicyKey("mutual", "default"), document);
        using X509Certificate2 own = _authority.ForClient("CN=ann, OU=analyst, O=mutual");
        using X509Certificate2 other = _authority.ForClient("CN=ann, OU=analyst, O=globex");
        Assert.Contains("\"version\"", await BodyAsync(own, ListVersions), StringComparison.Ordinal);
        Assert.DoesNotContain("\"version\"", await BodyAsync(other, ListVersions), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_OverGrpc_LetsInAsItsSubjectSays()
    {
        using X509Certificate2 certificate = _authority.ForClient("CN=platform, OU=caller, O=acme");
        using GrpcCaller caller = new(server.Process.Grpc, handler: _authority.Connect(certificate));
        Assert.NotEmpty((await caller.CallAsync(new TriageRequest { Text = "hello" })).Cell);
        Assert.Equal(PermissionDenied, (await caller.SendAsync(ListVersions, GrpcCaller.Frame([]))).Status);

        using GrpcCaller nobody = new(server.Process.Grpc, handler: _authority.Connect());
        Assert.Equal(Unauthenticated, (await nobody.SendAsync(ListVersions, GrpcCaller.Frame([]))).Status);
    }

    [Fact]
    public async Task NoCertificate_WithAKey_LetsInAsTheKeySays()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(null));
        KeyGrant grant = new("acme", Roles.Caller, "platform", "", null, null);
        (_, string key) = await server.Guarded.Store.CreateAsync(
            grant, null, "test", TestContext.Current.CancellationToken);
        using HttpCaller caller = new(server.Process.Http, key, handler: _authority.Connect());
        await caller.UntilAsync(status => status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Certificate_AndABadKey_IsRefused()
    {
        using X509Certificate2 certificate = _authority.ForClient("CN=platform, OU=caller, O=acme");
        using HttpCaller caller = new(
            server.Process.Http, KeySecret.Create().Text, handler: _authority.Connect(certificate));
        Assert.Equal(HttpStatusCode.Unauthorized, await caller.GetStatusAsync());
    }

    [Theory]
    [InlineData("OU=caller, O=acme")]
    [InlineData("CN=platform, OU=caller")]
    [InlineData("CN=platform, O=acme")]
    [InlineData("CN=platform, OU=boss, O=acme")]
    [InlineData("CN=platform, OU=widget, O=acme")]
    [InlineData("CN=platform, OU=caller, O=Acme Inc.")]
    [InlineData("CN=platform, OU=caller, O=acme, O=globex")]
    [InlineData("CN=platform, CN=other, OU=caller, O=acme")]
    [InlineData("CN=platform, O=acme + OU=caller")]
    public async Task Certificate_WhoseSubjectNamesNoCaller_IsRefused(string subject)
    {
        using X509Certificate2 certificate = _authority.ForClient(subject);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(certificate));
    }

    [Fact]
    public async Task Certificate_ThatIsNotGood_GetsNoConnection()
    {
        const string Good = "CN=platform, OU=caller, O=acme";
        using CertificateAuthority foreign = new("ours");
        using X509Certificate2 expired = _authority.ForClient(Good, isExpired: true);
        using X509Certificate2 ofAServer = _authority.ForClient(Good, isForServers: true);
        using X509Certificate2 ofAnother = foreign.ForClient(Good);
        foreach (X509Certificate2 certificate in new[] { expired, ofAServer, ofAnother })
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => StatusAsync(certificate));
        }
    }

    [Fact]
    public async Task HealthCommand_OverTls_AnswersZeroOnceReady()
    {
        string[] arguments =
        [
            "health",
            $"--Listen:Http={new Uri(server.Process.Http).Authority}",
            $"--Tls:Certificate={server.FileOf("tls.crt")}",
        ];
        (int ExitCode, string Output) answer = (1, "");
        for (int attempt = 0; attempt < Attempts && answer.ExitCode != 0; attempt++)
        {
            answer = await ServerProcess.StartRefusedAsync(arguments);
        }

        Assert.Equal((0, ""), (answer.ExitCode, answer.Output.Trim()));
    }

    private async Task<HttpStatusCode> StatusAsync(X509Certificate2? certificate, string path = HttpCaller.Path)
    {
        using HttpCaller caller = new(server.Process.Http, handler: _authority.Connect(certificate));
        using HttpResponseMessage response = await caller.SendAsync(
            path: path, body: path == HttpCaller.Path ? null : "{}");
        return response.StatusCode;
    }

    private async Task<string> BodyAsync(X509Certificate2 certificate, string path)
    {
        using HttpCaller caller = new(server.Process.Http, handler: _authority.Connect(certificate));
        using HttpResponseMessage response = await caller.SendAsync(path: path, body: "{}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }
}
