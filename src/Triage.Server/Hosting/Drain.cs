using Microsoft.Extensions.Options;

namespace Triage.Server.Hosting;

/// <summary>Keeps the ports open for a while after the service was asked to end, so that whoever balances calls turns
/// to other replicas first and no call meets a closed port.</summary>
internal sealed class Drain(IOptions<ShutdownOptions> options, TimeProvider time) : IHostedLifecycleService
{
    /// <summary>How long calls under way may take after that.</summary>
    private static readonly TimeSpan LastCalls = TimeSpan.FromSeconds(30);

    public static void Add(IServiceCollection services)
    {
        services.AddOptions<ShutdownOptions>().BindConfiguration(ShutdownOptions.SectionName)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddHostedService<Drain>();
        services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>(
            (host, shutdown) => host.ShutdownTimeout = shutdown.Value.Drain + LastCalls);
    }

    public Task StoppingAsync(CancellationToken cancellationToken) =>
        Task.Delay(options.Value.Drain, time, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
