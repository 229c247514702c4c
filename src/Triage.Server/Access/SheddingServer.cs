using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Triage.Rpc;

namespace Triage.Server.Access;

/// <summary>The server, with a first step before all others: it refuses calls while there is more to do than can be
/// done.</summary>
/// <remarks>
/// PERF: what is refused must cost as little as can be, since above capacity most calls are. Here a refusal takes
/// what the server itself takes for an empty answer; after routing, telemetry and the making of a context it took twice
/// as much. Nobody is authenticated yet, so it tells all the same. Calls of browsers go on to
/// <see cref="AccessMiddleware"/>: their pages may read a refusal only with the headers of CORS.
/// </remarks>
internal sealed class SheddingServer(IServer server, Overload overload, AccessMetrics metrics) : IServer
{
    /// <summary>What the path of every call begins with that is refused here: health is told whatever else there is to
    /// do.</summary>
    private const string Calls = "/triage.";

    public IFeatureCollection Features => server.Features;

    /// <summary>Puts the step before the server that is registered.</summary>
    public static void Add(IServiceCollection services)
    {
        ServiceDescriptor server = services.Last(service => service.ServiceType == typeof(IServer));
        services.AddSingleton<IServer>(provider => new SheddingServer(
            (IServer)ActivatorUtilities.CreateInstance(provider, server.ImplementationType!),
            provider.GetRequiredService<Overload>(),
            provider.GetRequiredService<AccessMetrics>()));
    }

    public void Dispose() => server.Dispose();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull =>
        server.StartAsync(new SheddingApplication<TContext>(application, this), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

    private bool Refuses(IFeatureCollection features)
    {
        if (!overload.IsOver)
        {
            return false;
        }

        IHttpRequestFeature request = features.GetRequiredFeature<IHttpRequestFeature>();
        if (request.Headers.Origin.Count > 0 || !request.Path.StartsWith(Calls, StringComparison.Ordinal))
        {
            return false;
        }

        metrics.Count(AccessRefusal.ServerQueue.Reason);
        AccessRefusal.ServerQueue.WriteHeaders(features.GetRequiredFeature<IHttpResponseFeature>().Headers);
        RpcErrorResponse.Write(features, AccessRefusal.ServerQueue.Failure);
        return true;
    }

    /// <summary>The application; null is the context of a request that was refused.</summary>
    private sealed class SheddingApplication<TContext>(IHttpApplication<TContext> application, SheddingServer server)
        : IHttpApplication<TContext>
        where TContext : notnull
    {
        public TContext CreateContext(IFeatureCollection contextFeatures) =>
            server.Refuses(contextFeatures) ? default! : application.CreateContext(contextFeatures);

        public Task ProcessRequestAsync(TContext context) =>
            context is null ? Task.CompletedTask : application.ProcessRequestAsync(context);

        public void DisposeContext(TContext context, Exception? exception)
        {
            if (context is not null)
            {
                application.DisposeContext(context, exception);
            }
        }
    }
}
