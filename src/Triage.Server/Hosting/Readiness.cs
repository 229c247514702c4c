using Triage.Rpc.Health;
using Triage.Server.Policies;
using Triage.Storage.Replication;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Triage.Server.Hosting;

/// <summary>Whether the service takes calls: told over <c>/readyz</c> and <c>grpc.health.v1</c> alike.</summary>
internal sealed class Readiness
{
    private readonly HealthStatus _health;

    public Readiness(HealthStatus health, SourceHealth policies, WarmUp warmUp, IHostApplicationLifetime lifetime)
    {
        _health = health;
        lifetime.ApplicationStarted.Register(() => _ = ServeOnceWarmAsync(policies, warmUp, lifetime));
        lifetime.ApplicationStopping.Register(() => Set(ServingStatus.NotServing));
    }

    public static void Add(IServiceCollection services)
    {
        services.AddOptions<WarmUpOptions>().BindConfiguration(WarmUpOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<WarmUp>();
        services.AddSingleton<Readiness>();
    }

    /// <summary>Maps <c>/healthz</c>, which answers while the process lives, and <c>/readyz</c>, which with
    /// <c>?verbose</c> also tells what this replica decides by.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var readiness = endpoints.ServiceProvider.GetRequiredService<Readiness>();
        endpoints.MapGet("/healthz", () => Results.Text("alive"));
        var policies = endpoints.ServiceProvider.GetRequiredService<PolicyHolder>();
        var health = endpoints.ServiceProvider.GetRequiredService<SourceHealth>();
        endpoints.MapGet("/readyz", (HttpRequest request) =>
        {
            int status = readiness.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return request.Query.ContainsKey("verbose")
                ? Results.Json(PolicyReport.Of(policies, health), statusCode: status)
                : Results.Text(readiness.IsReady ? "ready" : "not ready", statusCode: status);
        });
    }

    private bool IsReady => _health.Get("") == ServingStatus.Serving;

    private async Task ServeOnceWarmAsync(SourceHealth policies, WarmUp warmUp, IHostApplicationLifetime lifetime)
    {
        await policies.Loaded;
        await warmUp.RunAsync(lifetime.ApplicationStopping);
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
