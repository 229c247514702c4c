using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Triage.Rpc;
using Triage.Rpc.Tests.Support;
using Triage.Server.Access;
using Triage.Server.Channels;
using Triage.Server.Hosting;
using Triage.Server.Policies;
using Triage.Server.Signing;
using Triage.Server.Telemetry;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.Server.Tests;

/// <summary>Queries that the service fails at by a fault of its own, among others.</summary>
public sealed class FailingQueryTests : IAsyncLifetime
{
    /// <summary>A text that the service fails at: a log that breaks stands for a bug.</summary>
    private const string Fatal = "canary-fails-it";

    private const string Good = "where is my order?";
    private const int Internal = 13;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("triage-");
    private readonly LogRecorder _log = new();
    private readonly HttpClient _http = new();
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Policies:Database"] = $"Data Source={Path.Combine(_folder.FullName, "triage.db")}",
            ["Policies:LastGoodFile"] = Path.Combine(_folder.FullName, "policies"),
            ["Access:LastGoodFile"] = Path.Combine(_folder.FullName, "keys"),
            ["Listen:Http"] = "127.0.0.1:0",
            ["Listen:Grpc"] = "127.0.0.1:0",
            ["Limits:QueueDelay"] = "00:00:00",
        });
        builder.Logging.ClearProviders().AddProvider(_log);
        builder.AddListening();
        builder.AddTelemetry();
        builder.Services.AddDeciding(builder.Configuration);
        builder.Services.AddChannels();
        builder.Services.AddSigning();
        builder.Services.AddPolicies();
        builder.Services.AddAccess(builder.Configuration);
        builder.Services.AddRpc();
        Readiness.Add(builder.Services);
        builder.Services.AddSingleton<ILogger<TriageService>>(new Bug());
        _app = builder.Build();
        _app.UseAccess().MapRpcService<TriageService>(TriageReflection.Descriptor.Services[0]);
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Urls.Last());
        await Eventually.HoldsAsync(
            async () => (await CallAsync("Triage", Query(Good))).Status == 0, 60, () => "not ready");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Batch_QueryThatTheServiceFailsAt_IsItsOwnErrorAndTheOthersAreDecided()
    {
        TriageBatchRequest request = new()
        {
            Queries = { Query(Good), Query(Fatal), Query(Good), Query(Fatal) },
        };
        (int status, byte[] body) = await CallAsync("TriageBatch", request);
        Assert.Equal(0, status);
        TriageResult[] results = [.. TriageBatchResponse.Parser.ParseFrom(body.AsSpan(5)).Results];
        Assert.Equal([true, false, true, false], results.Select(result => result.Response is not null));
        AssertFault(results[1].Error);
        AssertFault(results[3].Error);
        Assert.Equal(2, CountFailed());
    }

    [Fact]
    public async Task Stream_QueryThatTheServiceFailsAt_IsItsOwnErrorAndTheStreamGoesOn()
    {
        (int status, byte[] body) = await CallAsync("TriageStream", [.. new[] { Good, Fatal, Good }.Select(
            (text, i) => new TriageStreamRequest { Id = $"q{i}", Query = Query(text) })]);
        Assert.Equal(0, status);
        List<TriageStreamResponse> answers = [];
        for (ReadOnlyMemory<byte> rest = body; rest.Length > 0;)
        {
            int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(rest.Span[1..]);
            answers.Add(TriageStreamResponse.Parser.ParseFrom(rest.Slice(5, length).Span));
            rest = rest[(5 + length)..];
        }

        Assert.Equal([true, false, true], answers.Select(answer => answer.Response is not null));
        AssertFault(answers[1].Error);
    }

    private void AssertFault(QueryError error)
    {
        Assert.Equal((Internal, "UNEXPECTED"), (error.Code, error.Reason));
        Assert.DoesNotContain(Fatal, error.Message, StringComparison.Ordinal);
        string request = error.Message[(error.Message.LastIndexOf(' ') + 1)..];
        string entry = Assert.Single(_log.Errors.Distinct(), text => text.Contains(request, StringComparison.Ordinal));
        Assert.Contains(nameof(NotSupportedException), entry, StringComparison.Ordinal);
        Assert.DoesNotContain(Fatal, entry, StringComparison.Ordinal);
    }

    private long CountFailed()
    {
        long count = 0;
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (instrument.Name == "triage.decisions.failed"
                && ReferenceEquals(instrument.Meter.Scope, _app.Services.GetRequiredService<IMeterFactory>()))
            {
                all.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => count = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return count;
    }

    private static TriageRequest Query(string text) => new() { Text = text };

    private async Task<(int Status, byte[] Body)> CallAsync(string method, params IMessage[] messages)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"/triage.v1.TriageService/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([.. messages.SelectMany(Frame)]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using HttpResponseMessage response = await _http.SendAsync(request);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        string status = response.TrailingHeaders.Concat(response.Headers)
            .First(header => header.Key == "grpc-status").Value.Single();
        return (int.Parse(status, System.Globalization.CultureInfo.InvariantCulture), body);
    }

    private static byte[] Frame(IMessage message)
    {
        byte[] bytes = message.ToByteArray();
        byte[] length = BitConverter.GetBytes(IPAddress.HostToNetworkOrder(bytes.Length));
        return [0, .. length, .. bytes];
    }

    private sealed class Bug : ILogger<TriageService>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception).Contains($" {Fatal.Length} UTF-16", StringComparison.Ordinal))
            {
                throw new NotSupportedException(Fatal);
            }
        }
    }
}
