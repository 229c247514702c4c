using System.Net;
using System.Security.Cryptography;
using System.Text;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>Tokens, good and bad, as a service takes them.</summary>
public sealed class TokenTests(TokenServer server) : IClassFixture<TokenServer>
{
    /// <summary>What the service allows clocks to differ unless told otherwise.</summary>
    private const int ClockSkewSeconds = 30;

    /// <summary>Long enough to open a stream on a busy machine.</summary>
    private const int OpenSeconds = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Issuer _issuer = server.Issuer;

    [Fact]
    public async Task Token_OfTheIssuer_LetsInAsItsClaimsSay()
    {
        string token = _issuer.Sign(_issuer.Claims);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(token));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(token));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(token, "/triage.v1.PolicyService/ListVersions"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(token, "/triage.v1.PolicyService/SetFourEyes"));
    }

    [Fact]
    public async Task Token_WithAnythingWrong_IsRefusedAlike()
    {
        Dictionary<string, object> good = _issuer.Claims;
        Dictionary<string, object> With(string claim, object? value)
        {
            Dictionary<string, object> claims = new(good);
            claims.Remove(claim);
            if (value is not null)
            {
                claims[claim] = value;
            }

            return claims;
        }

        using RSA other = RSA.Create(2_048);
        string signed = _issuer.Sign(good);
        string[] parts = signed.Split('.');
        Dictionary<string, string> bad = new()
        {
            ["algorithm none"] = Issuer.Sign(new { alg = "none" }, good, _ => []),
            ["algorithm None"] = Issuer.Sign(new { alg = "None", kid = "1" }, good, _ => []),
            ["signed with the public key as a secret"] = Issuer.Sign(
                new { alg = "HS256", kid = "1" }, good, bytes => HMACSHA256.HashData(_issuer.PublicKeyPem(), bytes)),
            ["another's key"] = Issuer.Sign(
                new { alg = "RS256", kid = "1" },
                good,
                bytes => other.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            ["unknown key"] = Issuer.Sign(
                new { alg = "RS256", kid = "2" },
                good,
                bytes => other.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            ["changed body"] = $"{parts[0]}."
                + Convert.ToBase64String(Encoding.ASCII.GetBytes("{\"tenant\":\"globex\"}")).TrimEnd('=')
                + $".{parts[2]}",
            ["no signature"] = $"{parts[0]}.{parts[1]}.",
            ["no token"] = "a.b.c",
            ["not a token"] = "hello",
            ["too long"] = new string('a', 9_000),
            ["wrong audience"] = _issuer.Sign(With("aud", "other")),
            ["no audience"] = _issuer.Sign(With("aud", null)),
            ["wrong issuer"] = _issuer.Sign(With("iss", "https://evil.example")),
            ["expired"] = _issuer.Sign(With("exp", Issuer.Now - 60)),
            ["no expiry"] = _issuer.Sign(With("exp", null)),
            ["not valid yet"] = _issuer.Sign(With("nbf", Issuer.Now + 120)),
            ["no tenant"] = _issuer.Sign(With("tenant", null)),
            ["two tenants"] = _issuer.Sign(With("tenant", new[] { "acme", "globex" })),
            ["no tenant's name"] = _issuer.Sign(With("tenant", "Acme\n/globex")),
            ["no role"] = _issuer.Sign(With("roles", null)),
            ["unknown role"] = _issuer.Sign(With("roles", "admin")),
            ["no subject"] = _issuer.Sign(With("sub", null)),
            ["a subject of two lines"] = _issuer.Sign(With("sub", "ann\nadmin")),
        };
        foreach ((string what, string token) in bad)
        {
            HttpStatusCode status = await StatusAsync(token);
            Assert.True(status == HttpStatusCode.Unauthorized, $"{what}: {status}");
        }
    }

    [Fact]
    public async Task Token_OfAClockThatIsALittleOff_LetsIn()
    {
        Dictionary<string, object> claims = _issuer.Claims;
        claims["nbf"] = Issuer.Now + 10;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_issuer.Sign(claims)));
    }

    [Fact]
    public async Task Stream_OfATokenThatExpires_BreaksOff()
    {
        Dictionary<string, object> claims = _issuer.Claims;
        claims["exp"] = Issuer.Now - ClockSkewSeconds + OpenSeconds;
        using JsonCaller briefCaller = new(server.Process.Http, _issuer.Sign(claims));
        using JsonCaller longCaller = new(server.Process.Http, _issuer.Sign(_issuer.Claims));
        using JsonCaller.MessageStream brief = await WatchAsync(briefCaller);
        using JsonCaller.MessageStream open = await WatchAsync(longCaller);

        await Assert.ThrowsAnyAsync<IOException>(
            () => brief.ReadAsync<WatchChannelsResponse>(CancellationToken.None).WaitAsync(Patience));
        using CancellationTokenSource moment = new(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => open.ReadAsync<WatchChannelsResponse>(moment.Token));
    }

    [Fact]
    public async Task Key_WhereOnlyTokensAreTaken_IsRefused() =>
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(Storage.Keys.KeySecret.Create().Text));

    [Fact]
    public async Task Start_BadSettings_NamesEach()
    {
        (_, string output) = await ServerProcess.StartRefusedAsync(
            "--Jwt:Authority=http://login.example", "--Jwt:Tenant=A B", "--Jwt:Roles:boss=widget");
        Assert.Contains("Jwt:Authority: expected an https address", output, StringComparison.Ordinal);
        Assert.Contains("Jwt:Audience: expected", output, StringComparison.Ordinal);
        Assert.Contains("Jwt:Tenant: expected", output, StringComparison.Ordinal);
        Assert.Contains(
            "Jwt:Roles:boss: expected one of caller, analyst, approver, admin, got 'widget'",
            output,
            StringComparison.Ordinal);
    }

    private static async Task<JsonCaller.MessageStream> WatchAsync(JsonCaller caller)
    {
        JsonCaller.MessageStream watch = await caller.OpenAsync(
            "ChannelService/WatchChannels", new WatchChannelsRequest(), CancellationToken.None);
        Assert.NotNull(await watch.ReadAsync<WatchChannelsResponse>(CancellationToken.None).WaitAsync(Patience));
        return watch;
    }

    private async Task<HttpStatusCode> StatusAsync(string token, string path = HttpCaller.Path)
    {
        using HttpCaller caller = new(server.Process.Http, token);
        using HttpResponseMessage response = await caller.SendAsync(
            path: path, body: path == HttpCaller.Path ? null : "{}");
        return response.StatusCode;
    }
}
