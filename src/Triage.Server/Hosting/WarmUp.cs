using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Triage.Rpc;
using Triage.Server.Decisions;
using Triage.Server.Policies;
using Triage.V1;

namespace Triage.Server.Hosting;

/// <summary>Runs the path of a call until it is compiled, so that the first callers do not wait for the compiler.</summary>
/// <remarks>The calls go to a host of their own on a free loopback port: they meet neither logs nor the counts of trials, and do
/// not depend on where the service listens.</remarks>
internal sealed class WarmUp(Decider decider, PolicyHolder policies, TimeProvider time)
{
    private const string Path = "/triage.v1.TriageService/Triage";
    private const int PrefixBytes = 5; // of a message of gRPC: flags and length
    private const int CallsPerRound = 200;
    private const int QuietRounds = 3;
    private const int FewMethods = 5;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>Time without new methods after which the runtime compiles those that were called often: 100 ms.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(120);

    private static readonly TriageRequest[] Requests =
    [
        new() { Text = "I was charged twice for my subscription and nobody answers my emails!" },
        new() { Text = "주문한 상품이 아직 안 왔어요 😡 언제 도착하나요?", Explain = true },
        new() { Text = "Quiero hablar con una persona, no con un robot", Context = new Context { AvailableChannels = { "phone", "email" } } },
    ];

    /// <summary>Calls until hardly anything is left to compile, for at most three seconds.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(Limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await using WebApplication host = CreateHost();
            await host.StartAsync(stop.Token);
            using HttpClient http1 = new() { BaseAddress = new Uri(host.Urls.First()) };
            using HttpClient http2 = new() { BaseAddress = new Uri(host.Urls.Last()) };
            for (int quiet = 0; quiet < QuietRounds;)
            {
                long compiled = JitInfo.GetCompiledMethodCount();
                for (int call = 0; call < CallsPerRound; call++)
                {
                    TriageRequest request = Requests[call % Requests.Length];
                    await SendAsync(http2, HttpVersion.Version20, "application/grpc", Frame(request), stop.Token);
                    await SendAsync(http1, HttpVersion.Version11, "application/json", Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(request)), stop.Token);
                }

                await Task.Delay(Pause, time, stop.Token);
                quiet = JitInfo.GetCompiledMethodCount() - compiled < FewMethods ? quiet + 1 : 0;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // A slow machine: it serves all the same, and compiles on.
        }
    }

    private WebApplication CreateHost()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, options => options.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, options => options.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddRpc();
        builder.Services.AddSingleton(new TriageService(
            decider, policies, new ShadowCounter(meters: null), time, NullLogger<TriageService>.Instance));
        WebApplication host = builder.Build();
        host.MapRpcService<TriageService>(TriageReflection.Descriptor.Services[0]);
        return host;
    }

    private static async Task SendAsync(
        HttpClient client, Version version, string contentType, byte[] body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Path)
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        using HttpResponseMessage response = await client.SendAsync(request, cancellationToken);
        await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    private static byte[] Frame(TriageRequest request)
    {
        byte[] frame = new byte[PrefixBytes + request.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - PrefixBytes);
        request.WriteTo(frame.AsSpan(PrefixBytes));
        return frame;
    }
}
