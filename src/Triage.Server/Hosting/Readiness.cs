using Triage.Rpc.Health;
using Triage.Storage.Replication;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Triage.Server.Hosting;

/// <summary>Whether the service takes calls: told over <c>/readyz</c> and <c>grpc.health.v1</c> alike.</summary>
internal sealed class Readiness
{
    private readonly HealthStatus _health;

    public Readiness(HealthStatus health, SourceHealth policies, IHostApplicationLifetime lifetime)
    {
        _health = health;
        lifetime.ApplicationStarted.Register(() => _ = ServeOnceLoadedAsync(policies, lifetime));
        lifetime.ApplicationStopping.Register(() => Set(ServingStatus.NotServing));
    }

    /// <summary>Maps <c>/healthz</c>, which answers while the process lives, and <c>/readyz</c>.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var readiness = endpoints.ServiceProvider.GetRequiredService<Readiness>();
        endpoints.MapGet("/healthz", () => Results.Text("alive"));
        endpoints.MapGet("/readyz", () => readiness.IsReady
            ? Results.Text("ready")
            : Results.Text("not ready", statusCode: StatusCodes.Status503ServiceUnavailable));
    }

    private bool IsReady => _health.Get("") == ServingStatus.Serving;

    private async Task ServeOnceLoadedAsync(SourceHealth policies, IHostApplicationLifetime lifetime)
    {
        await policies.Loaded;
        if (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            Set(ServingStatus.Serving);
        }
    }

    private void Set(ServingStatus status)
    {
        _health.Set("", status);
        _health.Set(V1.TriageReflection.Descriptor.Services[0].FullName, status);
    }
}
