using Triage.Core.Routing;
using Triage.Core.Scoring;
using Triage.Server.Access;
using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Server.Tests.Decisions;

/// <summary>The model and the policy that Triage comes with, at a fixed instant on a weekday morning.</summary>
internal static class BuiltIn
{
    public static DateTimeOffset Instant { get; } = new(2026, 5, 4, 14, 0, 0, TimeSpan.Zero);

    public static ServedPolicy Policy { get; } =
        new(DefaultPolicy.Compile(Model.Embedded.DefaultPolicy, new HostZones()), version: 0);

    public static Decider Decider { get; } = new(new Scorer(Model.Embedded));

    public static TriageResponse Decide(TriageRequest request) =>
        Decider.Decide(CallerContext.Local.Tenant, request, Policy, Instant);

    public static TriageResponse Decide(string text) => Decide(new TriageRequest { Text = text });
}
