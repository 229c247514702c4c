using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Triage.Rpc.Health;
using Triage.Server.Access;
using Triage.Server.Policies;
using Triage.Storage.Replication;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Triage.Server.Hosting;

/// <summary>Whether the service takes calls: told over <c>/readyz</c> and <c>grpc.health.v1</c> alike.</summary>
internal sealed class Readiness
{
    private readonly HealthStatus _health;
    private readonly Overload _overload;

    public Readiness(
        HealthStatus health,
        SourceHealth policies,
        KeyRing keys,
        IOptions<AccessOptions> access,
        WarmUp warmUp,
        Overload overload,
        IHostApplicationLifetime lifetime)
    {
        _health = health;
        _overload = overload;
        Task loaded = access.Value.Keys ? Task.WhenAll(policies.Loaded, keys.Loaded) : policies.Loaded;
        lifetime.ApplicationStarted.Register(() => _ = ServeOnceWarmAsync(loaded, warmUp, lifetime));
        lifetime.ApplicationStopping.Register(() => Set(ServingStatus.NotServing));
    }

    public static void Add(IServiceCollection services)
    {
        services.AddOptions<WarmUpOptions>().BindConfiguration(WarmUpOptions.SectionName).ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<WarmUp>();
        services.AddSingleton<Readiness>();
    }

    /// <summary>Maps <c>/healthz</c>, which answers while the process lives, and <c>/readyz</c>, which answers 503
    /// while no policy is loaded. While nobody is authenticated both tell in JSON
    /// what this replica decides by.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var readiness = endpoints.ServiceProvider.GetRequiredService<Readiness>();
        var access = endpoints.ServiceProvider.GetRequiredService<IOptions<AccessOptions>>();
        var all = endpoints.ServiceProvider.GetRequiredService<Func<PolicyReport>>();
        PolicyReport? Report() => access.Value.IsRequired ? null : all();
        Task AnswerAsync(HttpContext http, string status, int code = StatusCodes.Status200OK)
        {
            http.Response.StatusCode = code;
            return http.Response.WriteAsJsonAsync(
                new Answer(status, Report()), AnswerJson.Default.Answer, cancellationToken: http.RequestAborted);
        }

        // Handlers of requests as they are: for any other, ASP.NET Core builds expression trees, which take 4 MB.
        endpoints.MapGet("/healthz", http => AnswerAsync(http, "alive"));
        endpoints.MapGet("/readyz", http => readiness.IsReady
            ? AnswerAsync(http, "ready")
            : AnswerAsync(http, "not ready", StatusCodes.Status503ServiceUnavailable));
    }

    private bool IsReady => _health.Get("") == ServingStatus.Serving;

    private async Task ServeOnceWarmAsync(Task loaded, WarmUp warmUp, IHostApplicationLifetime lifetime)
    {
        await loaded;
        await warmUp.RunAsync(lifetime.ApplicationStopping);
        _overload.Start();
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

    internal sealed record Answer(string Status, PolicyReport? Policy);
}

/// <summary>Writes the answer without reflection, which would take a tenth of a second of the first one: it is what
/// tells that the service has started.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Readiness.Answer))]
internal sealed partial class AnswerJson : JsonSerializerContext;
