using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Routing.Templates;
using Triage.Core.Scoring;
using Triage.Server.Decisions;
using Triage.Server.Escalations;
using Triage.Server.Explanations;
using Triage.Server.Policies;
using Triage.Server.Workflows;
using Triage.Storage.Replication;

namespace Triage.Server.Hosting;

/// <summary>Registers what decides: the model, and the template that decides until a policy is published.</summary>
internal static class Deciding
{
    private const int BuiltInVersion = 0;

    public static void AddDeciding(this IServiceCollection services, IConfiguration configuration)
    {
        // PERF: half of the start-up is loading and compiling; begun here, it goes on while the host is built.
        PolicyOptions options = configuration.GetSection(PolicyOptions.SectionName).Get<PolicyOptions>() ?? new();
        Lazy<ServedPolicy> builtIn = new(() => LoadBuiltIn(options.Template));
        _ = Task.Run(() => builtIn.Value);
        services.AddSingleton(provider => new PolicyHolder(
            builtIn.Value,
            provider.GetRequiredService<PolicyReplica<ServedPolicies>>(),
            provider.GetRequiredService<SourceHealth>()));
        services.AddSingleton(_ => new Scorer(Model.Embedded));
        services.AddSingleton<Decider>();
        services.AddSingleton<EscalationDecider>();
        services.AddSingleton<DecisionExplainer>();
        services.AddSingleton<PolicyArchive>();
        services.AddSingleton<TriageService>();
        services.AddSingleton<WorkflowService>();
    }

    private static ServedPolicy LoadBuiltIn(string template) => new(
        RoutingPolicy.Compile(
            PolicyTemplates.Json(template),
            Model.Embedded.DefaultPolicy,
            new HostZones(),
            out IReadOnlyList<PolicyFault> faults)
            ?? throw new InvalidOperationException(
                $"the template {template} does not compile: {string.Join("; ", faults)}"),
        BuiltInVersion);
}
