using Triage.Core.Workflows;

namespace Triage.Core.Routing.Documents;

/// <summary>A routing policy as analysts write it: one versioned JSON document.</summary>
/// <remarks>
/// Read by <see cref="PolicyReader"/>, written by <see cref="PolicyWriter"/>, checked by <see cref="PolicyValidator"/>,
/// and compiled by <see cref="RoutingPolicy"/>.
/// </remarks>
public sealed record PolicyDocument
{
    public const int MaxChannels = 64;
    public const int MaxFallbacks = 8;
    public const int MaxOverrides = 4_096;
    public const int MaxAttributes = 32;
    public const int MaxAttributeValues = 63;

    /// <summary>Gets the name to show, 1 to 100 characters.</summary>
    public string Name { get; init; } = "";

    public Scale Scale { get; init; }

    /// <summary>Gets the changes to the scoring that the model comes with; at most one entry a dimension.</summary>
    public ValueList<DimensionDocument> Scoring { get; init; } = [];

    /// <summary>Gets the channels, 1 to 64.</summary>
    public ValueList<ChannelDocument> Channels { get; init; } = [];

    /// <summary>Gets one entry for each cell of the scale, in the order of the cells' numbers.</summary>
    public ValueList<CellDocument> Matrix { get; init; } = [];

    /// <summary>Gets the customer attributes that overrides may test, at most 32.</summary>
    public ValueList<AttributeDocument> Attributes { get; init; } = [];

    /// <summary>Gets the exceptions to the matrix, at most 4,096; the first that applies wins.</summary>
    public ValueList<OverrideDocument> Overrides { get; init; } = [];

    /// <summary>Gets the ids of the channels that follow a cell's own two, at most 8.</summary>
    public ValueList<string> Fallback { get; init; } = [];

    /// <summary>Gets the confidence below which a question is asked, in [0, 1].</summary>
    public double ClarifyBelow { get; init; } = 0.55;

    /// <summary>Gets the confidence below which a person is offered too, in [0, <see cref="ClarifyBelow"/>].</summary>
    public double PersonBelow { get; init; } = 0.35;

    /// <summary>Gets the currency of all costs: three capital letters of ISO 4217.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>Gets the longest acceptable waits.</summary>
    public WaitsDocument LongestWaitMinutes { get; init; } = new();

    /// <summary>Gets what moving a customer to another channel costs, in minutes, 0 to 1,440.</summary>
    /// <remarks>
    /// Below high severity a customer stays where the query came in unless moving saves more than that.
    /// </remarks>
    public double SwitchMinutes { get; init; }

    /// <summary>Gets the customer's local hours in which no channel calls out, as opening hours are written.</summary>
    public string? QuietHours { get; init; }

    /// <summary>Gets what to bear in mind for each resolution job; at most one entry a job.</summary>
    public ValueList<GuidanceDocument> Guidance { get; init; } = [];

    /// <summary>Gets the service workflows, at most 64.</summary>
    public ValueList<WorkflowDocument> Workflows { get; init; } = [];

    public TargetsDocument Targets { get; init; } = new();
}
