using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Triage.EndToEnd.Tests.Telemetry;
using Triage.EndToEnd.Tests.Telemetry.Otlp;
using Triage.Storage.Keys;
using Triage.Storage.Sql;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>Whatever is refused is counted by its reason, has a span that says so, and tells the caller its status
/// only.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private const string GetPolicy = "/triage.v1.PolicyService/GetPolicy";
    private const double Patience = 60;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("triage-");
    private readonly Issuer _issuer = new();
    private readonly Dictionary<string, int> _refused = new(StringComparer.Ordinal);
    private Collector _collector = null!;
    private EndToEnd.Tests.ServerProcess _server = null!;
    private KeyStore _store = null!;
    private SqlDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = SqlDatabase.At($"Data Source={Path.Combine(_folder.FullName, "data/triage.db")}");
        await Migrator.MigrateAsync(_database, CancellationToken.None);
        _store = new KeyStore(_database, TimeProvider.System);
        _collector = await Collector.StartAsync(HttpProtocols.Http1);
    }

    public async ValueTask DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _database.DisposeAsync();
        await _collector.DisposeAsync();
        _issuer.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Call_ThatIsRefused_IsCountedTracedAndToldNothingBeyondItsStatus()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        string good = await KeyAsync(Roles.Caller);
        string expired = await KeyAsync(Roles.Caller, expiresAt: now.AddHours(-1));
        string revoked = await KeyAsync(Roles.Caller);
        await _store.RevokeAsync("acme", revoked[4..16], "test", CancellationToken.None);
        string widget = await KeyAsync(Roles.Widget);
        string slow = await KeyAsync(Roles.Caller, requestsPerSecond: 1);
        await StartAsync();

        const HttpStatusCode Unknown = HttpStatusCode.Unauthorized, Denied = HttpStatusCode.Forbidden;
        Dictionary<string, object> claims = _issuer.Claims;
        (string Reason, HttpStatusCode Status, string? Credential, string Path, string? Origin)[] refused =
        [
            ("no_credential", Unknown, null, HttpCaller.Path, null),
            ("unknown_key", Unknown, KeySecret.Create().Text, HttpCaller.Path, null),
            ("expired_key", Unknown, expired, HttpCaller.Path, null),
            ("revoked_key", Unknown, revoked, HttpCaller.Path, null),
            ("malformed", Unknown, good + "A", HttpCaller.Path, null),
            ("bad_token", Unknown, Issuer.Sign(new { alg = "none" }, claims, _ => []), HttpCaller.Path, null),
            ("bad_token", Unknown, Token("exp", Issuer.Now - 60), HttpCaller.Path, null),
            ("bad_token", Unknown, Token("nbf", Issuer.Now + 120), HttpCaller.Path, null),
            ("bad_token", Unknown, Token("tenant", "acme\n2026-01-01 admin"), HttpCaller.Path, null),
            ("bad_token", Unknown, Token("tenant", new[] { "acme", "globex" }), HttpCaller.Path, null),
            ("role", Denied, good, GetPolicy, null),
            ("role", Denied, widget, GetPolicy, GuardedServer.Origin),
            ("origin", Denied, widget, HttpCaller.Path, "https://evil.example"),
            ("origin", Denied, widget, HttpCaller.Path, null),
            ("no_method", HttpStatusCode.NotFound, good, "/%2e%2e/%2e%2e/etc/passwd", null),
            ("no_method", HttpStatusCode.NotFound, good, "/data/%0a2026-01-01%20admin", null),
            ("no_method", Denied, widget, "/triage.v1.PolicyService/Nothing", GuardedServer.Origin),
            ("no_method", Unknown, expired, "/triage.v1.PolicyService/Nothing", null),
            ("no_method", Unknown, null, "/triage.v1.PolicyService/Nothing", null),
            ("no_method", Unknown, null, "/..%2f..%2fdata/triage.db", null),
            ("no_method", Unknown, null, "/", null),
        ];
        foreach ((string reason, HttpStatusCode status, string? credential, string path, string? origin) in refused)
        {
            using HttpCaller caller = new(_server.Http, credential, origin);
            using HttpResponseMessage response = await caller.SendAsync(path: path);
            Assert.Equal((reason, status), (reason, response.StatusCode));
            string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Matches(status switch
            {
                Unknown => "\"message\":\"authorization: expected a valid API key, token or client certificate\"",
                Denied => "\"message\":\"method: not allowed to this caller\"",
                _ => "\"message\":\"method /[^\n]*: not implemented here, expected ",
            }, body);
            Count(reason);
        }

        await PreflightAsync("https://evil.example");
        await ExhaustAsync(slow);
        await FillAsync(good);

        await Eventually.HoldsAsync(
            () => _refused.All(reason => Exported(reason.Key) == reason.Value) && Exported("server_concurrency") > 0,
            Patience,
            () => string.Join(", ", _refused.Select(r => $"{r.Key}: {r.Value}, {Exported(r.Key)} counted")));
        await Eventually.HoldsAsync(
            () => _refused.Keys.Except(["no_method"]).All(
                reason => SpansOf(reason) == _refused[reason] - (reason == "origin" ? 1 : 0)),
            Patience,
            () => string.Join(", ", _refused.Select(r => $"{r.Key}: {r.Value}, {SpansOf(r.Key)} spans")));
    }

    [Fact]
    public async Task Stream_QueriesAboveTheLimit_AreCountedOneByOne()
    {
        string slow = await KeyAsync(Roles.Caller, requestsPerSecond: 1);
        await StartAsync();
        using GrpcCaller caller = new(_server.Grpc, slow);
        byte[] query = GrpcCaller.Frame(
            new TriageStreamRequest { Id = "q", Query = new TriageRequest { Text = "hello" } }.ToByteArray());
        (int status, string message, byte[] body) = await caller.SendAsync(
            "/triage.v1.TriageService/TriageStream", [.. Enumerable.Repeat(query, 100).SelectMany(bytes => bytes)]);
        Assert.True(status == 0, message);
        int refused = GrpcCaller.Unframe(body, TriageStreamResponse.Parser).Count(answer => answer.Error is not null);
        Assert.InRange(refused, 1, 99);
        await Eventually.HoldsAsync(
            () => Exported("key_rate") == refused,
            Patience,
            () => $"{refused} refused, {Exported("key_rate")} counted");
    }

    [Fact]
    public async Task Connection_WithLargeHeadersOrSlowly_IsEndedAndCounted()
    {
        string good = await KeyAsync(Roles.Caller);
        await StartAsync();
        using HttpCaller caller = new(_server.Http, good);
        using (HttpResponseMessage response = await caller.SendAsync(headers: ("x-large", new string('a', 64_000))))
        {
            Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, response.StatusCode);
            Assert.Empty(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        using TcpClient slowBody = await HalfAsync(good);
        using TcpClient slowHeaders =
            await SendAsync(_server.Http, $"POST {HttpCaller.Path} HTTP/1.1\r\nHost: a\r\nx-");
        using TcpClient slowHttp2 = await SendAsync(
            _server.Grpc,
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            + "\0\0\0\u0004\0\0\0\0\0" // SETTINGS
            + "\0\0\u0001\u0001\0\0\0\0\u0001a"); // HEADERS, one byte of them
        Assert.StartsWith("HTTP/1.1 408 ", await ReadAsync(slowBody), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 408 ", await ReadAsync(slowHeaders), StringComparison.Ordinal);
        await ReadAsync(slowHttp2);
        await Eventually.HoldsAsync(
            () => Ends("max_request_headers_total_size_exceeded") == 1 && Ends("min_request_body_data_rate") == 1
                && Ends("request_headers_timeout") == 2,
            Patience,
            () => $"no end of some kind of connection; {Ends("request_headers_timeout")} by slow headers");
        Assert.Equal(HttpStatusCode.OK, await caller.GetStatusAsync());
    }

    private async Task<string> KeyAsync(
        Roles role, DateTimeOffset? expiresAt = null, int? requestsPerSecond = null)
    {
        string origin = role == Roles.Widget ? GuardedServer.Origin : "";
        KeyGrant grant = new("acme", role, "platform", origin, requestsPerSecond, null);
        return (await _store.CreateAsync(grant, expiresAt, "test", CancellationToken.None)).Text;
    }

    private async Task StartAsync()
    {
        _server = await EndToEnd.Tests.ServerProcess.StartAsync(
            [
                "--Access:Keys=true", "--Limits:ServerConcurrency=2",
                $"--Jwt:Authority={_issuer.Address}", $"--Jwt:Audience={Issuer.Audience}",
                "--Jwt:Roles:triage-users=analyst",
                $"--Telemetry:Endpoint={_collector.Address}", "--Telemetry:Protocol=http/protobuf",
                "--Telemetry:SampleRatio=1", "--Telemetry:MetricInterval=00:00:01",
            ],
            data: _folder.FullName);
        await _server.WaitUntilReadyAsync();
    }

    private string Token(string claim, object value) =>
        _issuer.Sign(new Dictionary<string, object>(_issuer.Claims) { [claim] = value });

    private void Count(string reason) => _refused[reason] = _refused.GetValueOrDefault(reason) + 1;

    private async Task PreflightAsync(string origin)
    {
        using HttpCaller caller = new(_server.Http, origin: origin);
        using HttpResponseMessage response = await caller.SendAsync(
            HttpMethod.Options, headers: ("access-control-request-method", "POST"));
        Assert.False(response.Headers.Contains("access-control-allow-origin"));
        Count("origin");
    }

    /// <summary>Calls until the key's limit is reached.</summary>
    private async Task ExhaustAsync(string key)
    {
        using HttpCaller caller = new(_server.Http, key);
        await caller.UntilAsync(status => status == HttpStatusCode.TooManyRequests);
        Count("key_rate");
    }

    /// <summary>Takes the places that the service has for calls, until there is none.</summary>
    private async Task FillAsync(string key)
    {
        List<TcpClient> halves = [];
        using HttpCaller caller = new(_server.Http, key);
        await Eventually.HoldsAsync(
            async () =>
            {
                halves.Add(await HalfAsync(key));
                return await caller.GetStatusAsync() == HttpStatusCode.TooManyRequests;
            },
            Patience,
            () => $"{halves.Count} calls at a time");
        halves.ForEach(half => half.Dispose());
    }

    /// <summary>Begins a call and falls silent.</summary>
    private Task<TcpClient> HalfAsync(string key) => SendAsync(
        _server.Http,
        $"POST {HttpCaller.Path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {key}\r\n"
        + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"text\":");

    private static async Task<TcpClient> SendAsync(string address, string text)
    {
        Uri uri = new(address);
        TcpClient client = new(uri.Host, uri.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        return client;
    }

    /// <summary>Reads until the service ends the connection; what came before a reset may be lost.</summary>
    private static async Task<string> ReadAsync(TcpClient client)
    {
        using StreamReader answer = new(client.GetStream());
        try
        {
            return await answer.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(Patience));
        }
        catch (IOException)
        {
            return "";
        }
    }

    private long Exported(string reason) => Points("triage.access.refused", metric => metric.Sum?.Points ?? [])
        .Where(point => Text(point.Attributes, "reason") == reason).Sum(point => point.AsInt);

    /// <summary>Counts the connections that did not end well, for one reason.</summary>
    private long Ends(string reason) => Points("kestrel.connection.duration", metric => metric.Histogram?.Points ?? [])
        .Where(point => Text(point.Attributes, "error.type") == reason).Sum(point => (long)point.Count);

    private IEnumerable<T> Points<T>(string name, Func<Metric, IEnumerable<T>> points) =>
        _collector.LatestMetrics.Where(metric => metric.Name == name).SelectMany(points);

    private int SpansOf(string reason) => _collector.Spans.Count(
        span => Text(span.Attributes, "triage.access.refused") == reason
            && span.Name.StartsWith("triage.v1.", StringComparison.Ordinal)
            && Text(span.Attributes, "rpc.response.status_code") is not (null or "OK"));

    private static string? Text(IEnumerable<Telemetry.Otlp.Attribute> attributes, string key) =>
        attributes.FirstOrDefault(attribute => attribute.Key == key)?.Value.Text;
}
