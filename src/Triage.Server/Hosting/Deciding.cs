using Triage.Core.Routing;
using Triage.Core.Scoring;
using Triage.Server.Channels;
using Triage.Server.Decisions;
using Triage.Server.Escalations;
using Triage.Server.Policies;
using Triage.Server.Workflows;
using Triage.Storage.Replication;

namespace Triage.Server.Hosting;

/// <summary>Registers what decides: the model and the policy that Triage comes with.</summary>
internal static class Deciding
{
    private const int BuiltInVersion = 0;

    public static void AddDeciding(this IServiceCollection services)
    {
        // PERF: half of the start-up is loading and compiling; begun here, it goes on while the host is built.
        Task<ServedPolicy> builtIn = Task.Run(LoadBuiltIn);
        services.AddSingleton(provider => new PolicyHolder(
            builtIn.GetAwaiter().GetResult(),
            provider.GetRequiredService<PolicyReplica<ServedPolicies>>(),
            provider.GetRequiredService<SourceHealth>()));
        services.AddSingleton(_ => new Scorer(Model.Embedded));
        services.AddSingleton<ChannelBoard>();
        services.AddSingleton<Decider>();
        services.AddSingleton<EscalationDecider>();
        services.AddSingleton<PolicyArchive>();
        services.AddSingleton<TriageService>();
        services.AddSingleton<WorkflowService>();
        services.AddSingleton<ChannelService>();
    }

    private static ServedPolicy LoadBuiltIn() => new(
        DefaultPolicy.Compile(Model.Embedded.DefaultPolicy, new HostZones()), BuiltInVersion);
}
