using System.Net;
using System.Net.Sockets;
using System.Runtime;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Triage.Rpc;
using Triage.Server.Access;
using Triage.Server.Policies;
using Triage.Server.Telemetry;
using Triage.V1;

namespace Triage.Server.Hosting;

/// <summary>Runs the path of a call until it is compiled,
/// so that the first callers do not wait for the compiler.</summary>
/// <remarks>The calls go to a host of their own on a free loopback port: they meet neither logs nor the counts of
/// trials and limits, and do not depend on where the service listens. They take the same way through it.
/// The settings of the compiler in the project file belong to it. What every call runs is called until it is compiled
/// with what was seen of it, JSON and explanations only until a first caller need not wait for them: compiling them so
/// far too takes 1.3 s of a core.</remarks>
internal sealed partial class WarmUp(
    IServiceProvider services, IOptions<WarmUpOptions> options, TimeProvider time, ILogger<WarmUp> logger)
{
    /// <summary>Code is compiled anew after 200 calls, and a round calls some of it only once for what came at once.
    /// </summary>
    private const int QuietRounds = 10;
    private const int FewMethods = 5;

    private const int Connections = 4;
    private const int StreamedQueries = 16;
    private static readonly int[] CallsAtOnce = [1, 2, 4, 8, 1, 2, 4, 32];

    /// <summary>Leaves the core, where there is only one, to whoever asks first whether the service is alive.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(200);

    /// <summary>Leaves the core, where there is only one, to the compiler.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Calls until hardly anything is left to compile, for at most
    /// <see cref="WarmUpOptions.Limit"/>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Limit == TimeSpan.Zero)
        {
            return;
        }

        using CancellationTokenSource limit = new(options.Value.Limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await Task.Delay(Delay, time, stop.Token);
            await using WebApplication host = CreateHost();
            await host.StartAsync(stop.Token);
            IPEndPoint[] addresses = [.. host.Urls.Select(url => IPEndPoint.Parse(new Uri(url).Authority))];
            await WarmUpJsonCalls.SendAsync(addresses[0], stop.Token);
            await CallUntilCompiledAsync(addresses[1], stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // A slow machine: it serves all the same, and compiles on.
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            Log.Cold(logger, e);
        }

        // What starting and warming up left behind would stay for hours in a service that is seldom called.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private async Task CallUntilCompiledAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        List<WarmUpConnection> connections = [];
        try
        {
            while (connections.Count < Connections)
            {
                connections.Add(await WarmUpConnection.OpenAsync(address, cancellationToken));
            }

            for (int quiet = 0; quiet < QuietRounds;)
            {
                long compiled = JitInfo.GetCompiledMethodCount();
                await Task.WhenAll(connections.Select(connection => CallAsync(connection, cancellationToken)));
                await WaitForCompilerAsync(cancellationToken);
                quiet = JitInfo.GetCompiledMethodCount() - compiled < FewMethods ? quiet + 1 : 0;
            }
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    /// <summary>One round of a connection: calls that come one by one, and several at once.</summary>
    private static async Task CallAsync(WarmUpConnection connection, CancellationToken cancellationToken)
    {
        foreach (int calls in CallsAtOnce)
        {
            await connection.CallAsync(calls, cancellationToken);
        }

        await connection.StreamAsync(StreamedQueries, cancellationToken);
    }

    /// <summary>Waits until the compiler has done what the calls so far have made it do: more of them would run in slow
    /// code, on the core that it needs.</summary>
    private async Task WaitForCompilerAsync(CancellationToken cancellationToken)
    {
        long before;
        do
        {
            before = JitInfo.GetCompiledMethodCount();
            await Task.Delay(Pause, time, cancellationToken);
        }
        while (JitInfo.GetCompiledMethodCount() > before);
    }

    private WebApplication CreateHost()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigureRpc();
            kestrel.Listen(IPAddress.Loopback, 0, options => options.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, options => options.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddRpc();
        builder.Services.AddAccessCors();
        builder.Services.AddSingleton(services.GetRequiredService<KeyRing>());
        builder.Services.AddSingleton(services.GetRequiredService<CertificateReader>());
        builder.Services.AddSingleton<Overload>();
        builder.Services.AddSingleton<AccessMetrics>();
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(ActivatorUtilities.CreateInstance<TriageService>(
            services,
            new ShadowCounter(meters: null),
            new DecisionMetrics(meters: null),
            NullLogger<TriageService>.Instance));
        WebApplication host = builder.Build();
        host.UseAccessCors();
        host.UseAccess().MapRpcService<TriageService>(TriageReflection.Descriptor.Services[0]);
        return host;
    }

    private static partial class Log
    {
        [LoggerMessage(1010, LogLevel.Warning, "The warm-up calls failed: the first calls of others will be slow.",
            EventName = nameof(Cold))]
        public static partial void Cold(ILogger logger, Exception cause);
    }
}
