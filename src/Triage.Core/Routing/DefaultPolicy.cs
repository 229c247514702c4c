using Triage.Core.Routing.Documents;
using Triage.Core.Routing.Hours;
using Triage.Core.Scoring;

namespace Triage.Core.Routing;

/// <summary>The policy that Triage comes with: "Technology company".</summary>
public static class DefaultPolicy
{
    private static readonly Lazy<byte[]> Bytes = new(() => Resources.Read("default-policy.json"));

    /// <summary>Gets the document as JSON in UTF-8.</summary>
    public static ReadOnlyMemory<byte> Json => Bytes.Value;

    /// <summary>Compiles it.</summary>
    /// <exception cref="InvalidOperationException">The host lacks the time zone that it names.</exception>
    public static RoutingPolicy Compile(ScoringPolicy modelDefaults, IZoneSource zones) =>
        RoutingPolicy.Compile(Json, modelDefaults, zones, out IReadOnlyList<PolicyFault> faults)
        ?? throw new InvalidOperationException($"the default policy does not compile: {string.Join("; ", faults)}");
}
