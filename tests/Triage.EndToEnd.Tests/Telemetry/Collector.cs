using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Triage.EndToEnd.Tests.Telemetry.Otlp;

namespace Triage.EndToEnd.Tests.Telemetry;

/// <summary>A collector of OTLP on loopback, over gRPC or HTTP: keeps the bytes that it was sent.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private const int GrpcPrefixBytes = 5;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();

    private Collector(HttpProtocols protocols)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, options => options.Protocols = protocols));
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    public string Address => _app.Urls.First();

    /// <summary>Gets the headers of the latest export.</summary>
    public IHeaderDictionary LatestHeaders { get; private set; } = new HeaderDictionary();

    public IEnumerable<byte[]> Bodies => _received.Select(received => received.Body);

    public IEnumerable<Span> Spans =>
        Read("race", Traces.Parser).SelectMany(t => t.Resources).SelectMany(r => r.Scopes).SelectMany(s => s.Spans);

    public IEnumerable<Metric> Metrics =>
        Read("etric", Otlp.Metrics.Parser)
            .SelectMany(m => m.Resources).SelectMany(r => r.Scopes).SelectMany(s => s.Metrics);

    /// <summary>Gets what the latest export of metrics held; nothing before the first.</summary>
    public IEnumerable<Metric> LatestMetrics =>
        _received.LastOrDefault(export => export.Path.Contains("etric", StringComparison.Ordinal)).Body is byte[] body
            ? Otlp.Metrics.Parser.ParseFrom(body).Resources.SelectMany(r => r.Scopes).SelectMany(s => s.Metrics)
            : [];

    public IEnumerable<LogRecord> Logs =>
        Read("og", Otlp.Logs.Parser).SelectMany(l => l.Resources).SelectMany(r => r.Scopes).SelectMany(s => s.Records);

    public IEnumerable<Resource> Resources =>
        Read("race", Traces.Parser).SelectMany(t => t.Resources).Select(r => r.Resource)
        .Concat(Read("etric", Otlp.Metrics.Parser).SelectMany(m => m.Resources).Select(r => r.Resource))
        .Concat(Read("og", Otlp.Logs.Parser).SelectMany(l => l.Resources).Select(r => r.Resource));

    public static async Task<Collector> StartAsync(HttpProtocols protocols)
    {
        Collector collector = new(protocols);
        await collector._app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using MemoryStream body = new();
        await http.Request.Body.CopyToAsync(body);
        LatestHeaders = new HeaderDictionary(
            http.Request.Headers.ToDictionary(header => header.Key, header => header.Value));
        bool isGrpc = http.Request.ContentType == "application/grpc";
        _received.Enqueue((http.Request.Path, body.ToArray()[(isGrpc ? GrpcPrefixBytes : 0)..]));
        http.Response.ContentType = http.Request.ContentType;
        if (isGrpc)
        {
            await http.Response.Body.WriteAsync(new byte[GrpcPrefixBytes]);
            http.Response.AppendTrailer("grpc-status", "0");
        }
    }

    /// <summary>Reads what was sent of a signal: /v1/traces over HTTP, …TraceService/Export over gRPC.</summary>
    private List<T> Read<T>(string signal, Google.Protobuf.MessageParser<T> parser)
        where T : Google.Protobuf.IMessage<T> =>
        [
            .. _received.Where(received => received.Path.Contains(signal, StringComparison.Ordinal))
                .Select(received => parser.ParseFrom(received.Body)),
        ];
}
