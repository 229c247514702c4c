using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Triage.EndToEnd.Tests.Policies;
using Triage.EndToEnd.Tests.Worker;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Telemetry;

/// <summary>The tests that look at the telemetry of one service and one worker.</summary>
[CollectionDefinition(ObservedService.Name)]
public sealed class ObservedServiceTests : ICollectionFixture<ObservedService>, ICollectionFixture<ObservedWorker>;

/// <summary>A service that was called in every way, with all that it exported and printed.</summary>
public sealed class ObservedService : IAsyncLifetime
{
    public const string Name = "observed service";

    private Collector? _collector;

    internal Collector Collector => _collector!;

    /// <summary>Gets what the console showed at the most talkative level.</summary>
    internal string Console { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _collector = await Collector.StartAsync(HttpProtocols.Http1);
        await using ServerProcess server = await ServerProcess.StartAsync(
        [
            $"--Telemetry:Endpoint={_collector.Address}",
            "--Telemetry:Protocol=http/protobuf",
            "--Telemetry:SampleRatio=1",
            "--Telemetry:Headers=x-collector-token=letmein",
            "--Logging:LogLevel:Default=Trace",
            "--Logging:LogLevel:Microsoft=Trace",
        ]);
        await ServeAsync(server);
        await SendCanariesAsync(server);
        Assert.Equal(0, await server.StopAsync());
        Console = server.Output;
        await RefuseAsync(_collector.Address);
    }

    public ValueTask DisposeAsync() => _collector?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Lets a guarded service refuse a call.</summary>
    private static async Task RefuseAsync(string collector)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(
        [
            "--Access:Keys=true", $"--Telemetry:Endpoint={collector}", "--Telemetry:Protocol=http/protobuf",
            "--Telemetry:Headers=x-collector-token=letmein",
        ]);
        using GrpcCaller caller = new(server.Grpc);
        (int status, _, _) = await caller.SendAsync("/triage.v1.TriageService/Triage", GrpcCaller.Frame([]));
        Assert.Equal(16, status);
        Assert.Equal(0, await server.StopAsync());
    }

    /// <summary>Publishes, tries a version in shadow, decides, escalates:
    /// what makes every metric of the service move.</summary>
    private static async Task ServeAsync(ServerProcess server)
    {
        using PolicyClient client = new(server);
        using GrpcCaller grpc = new(server.Grpc);
        Policy first = await client.PublishAsync((await client.GetAsync()).Document);
        await client.PublishAsync(
            PolicyClient.Everywhere(first.Document, "phone", "email"), rollout: new Rollout { Shadow = true });
        foreach (TriageRequest request in Requests.All)
        {
            TriageResponse decision = await grpc.CallAsync(request);
            EscalateRequest escalation = new()
            {
                DecisionId = decision.DecisionId,
                Reason = EscalationReason.NotResolved,
            };
            await grpc.SendAsync("/triage.v1.TriageService/Escalate", GrpcCaller.Frame(escalation.ToByteArray()));
        }
    }

    private static async Task SendCanariesAsync(ServerProcess server)
    {
        using HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };
        foreach (MethodDescriptor method in Canaries.Methods)
        {
            foreach (IMessage request in Canaries.RequestsOf(method))
            {
                await PostAsync(http, server.Grpc, method, "application/grpc", GrpcCaller.Frame(request.ToByteArray()));
                if (!method.IsClientStreaming && !method.IsServerStreaming)
                {
                    byte[] json = Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(request));
                    await PostAsync(http, server.Grpc, method, "application/json", json);
                    await PostAsync(http, server.Grpc, method, "application/json", json[..^1]);
                }
            }
        }

        string text = Uri.EscapeDataString($$"""{"text":"{{Canaries.Word}}"}""");
        foreach (string path in (string[])
            [
                $"/triage.v1.TriageService/Triage?connect=v1&encoding=json&message={text}",
                $"/triage.v1.TriageService/{Canaries.Word}",
                $"/{Canaries.Word}/{Canaries.Word}?{Canaries.Word}={Canaries.Word}",
                $"/readyz?{Canaries.Word}",
                $"/../{Canaries.Word}",
            ])
        {
            using HttpResponseMessage response = await http.GetAsync(server.Http + path);
        }

        await SendRawAsync(server, $"{Canaries.Word} / HTTP/1.1\r\nHost: {Canaries.Word}\r\n\r\n");
        await SendRawAsync(server, $"GET / {Canaries.Word}\r\n\r\n");
        await SendRawAsync(server, $"GET / HTTP/1.1\r\n{Canaries.Word}\r\n\r\n");
    }

    private static async Task PostAsync(
        HttpClient http, string address, MethodDescriptor method, string contentType, byte[] body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"{address}/{method.Service.FullName}/{method.Name}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.Add("grpc-timeout", "200m");
        request.Headers.Add("authorization", $"Bearer {Canaries.Word}");
        request.Headers.Add("x-api-key", Canaries.Word);
        request.Headers.Add("user-agent", Canaries.Word);
        request.Headers.Add("origin", $"https://{Canaries.Word}");
        request.Headers.Add("cookie", $"session={Canaries.Word}");
        request.Headers.Add("baggage", $"customer={Canaries.Word}");
        request.Headers.Add("tracestate", $"vendor={Canaries.Word}");
        request.Headers.Add(
            "traceparent", string.Create(CultureInfo.InvariantCulture, $"00-{Guid.NewGuid():N}-{1:x16}-01"));
        using HttpResponseMessage response = await http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
    }

    private static async Task SendRawAsync(ServerProcess server, string request)
    {
        Uri address = new(server.Http);
        using TcpClient client = new(address.Host, address.Port);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        client.Client.Shutdown(SocketShutdown.Send);
        await stream.CopyToAsync(Stream.Null);
    }
}
