using System.Globalization;
using Triage.Core.Routing;

namespace Triage.Server.Decisions;

/// <summary>A compiled policy that decides, its version, and its reasons in words. Immutable but for a cache of words.</summary>
/// <param name="routing">The compiled policy.</param>
/// <param name="version">Its version; 0 is the policy built into the service.</param>
internal sealed class ServedPolicy(RoutingPolicy routing, int version)
{
    /// <summary>One for each cell and each override: why the first channel stands there, and the second.</summary>
    private readonly string?[] _primaryReasons = new string?[Cell.Count + routing.Document.Overrides.Count];
    private readonly string?[] _secondaryReasons = new string?[Cell.Count + routing.Document.Overrides.Count];

    public RoutingPolicy Routing { get; } = routing;

    public int Version { get; } = version;

    /// <summary>Gets the version in digits, made once.</summary>
    public string VersionText { get; } = version.ToString(CultureInfo.InvariantCulture);

    /// <summary>Gets the model that it was checked with; null when it names none.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>Gets when it was published; null when it never was.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Says why a channel stands where it does; the words are made once for each cell and override.</summary>
    public string Reason(Placement placement, in Decision decision)
    {
        string?[]? cache = placement.Reason switch
        {
            Core.Routing.Reason.Primary => _primaryReasons,
            Core.Routing.Reason.Secondary => _secondaryReasons,
            _ => null,
        };
        if (cache is null)
        {
            return ReasonText.Of(placement, in decision, Routing);
        }

        // Two calls at once may both make the words; they are the same.
        int index = decision.Override < 0 ? decision.Cell.Index : Cell.Count + decision.Override;
        return cache[index] ??= ReasonText.Of(placement, in decision, Routing);
    }
}
