using Triage.Core.Routing;
using Triage.Core.Scoring;
using Triage.Server.Decisions;

namespace Triage.Server.Hosting;

/// <summary>Registers what decides: the model and the policy that Triage comes with.</summary>
internal static class Deciding
{
    private const int BuiltInVersion = 0;

    public static void AddDeciding(this IServiceCollection services)
    {
        // PERF: half of the start-up is loading and compiling; begun here, it goes on while the host is built.
        Task<PolicyHolder> policies = Task.Run(LoadBuiltIn);
        services.AddSingleton(_ => policies.GetAwaiter().GetResult());
        services.AddSingleton(_ => new Scorer(Model.Embedded));
        services.AddSingleton<Decider>();
        services.AddSingleton<TriageService>();
    }

    private static PolicyHolder LoadBuiltIn() =>
        new(new ServedPolicy(DefaultPolicy.Compile(Model.Embedded.DefaultPolicy, new HostZones()), BuiltInVersion));
}
