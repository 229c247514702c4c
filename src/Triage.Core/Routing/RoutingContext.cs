namespace Triage.Core.Routing;

/// <summary>The circumstances of a decision, in the numbers of one policy. The default knows nothing.</summary>
public struct RoutingContext
{
    /// <summary>The customer's attributes.</summary>
    public AttributeValues Attributes;

    /// <summary>Gets or sets the instant to decide for: opening hours and dated overrides.</summary>
    public DateTimeOffset Instant { get; set; }

    /// <summary>Gets or sets the channels that the customer cannot use.</summary>
    public ChannelSet Excluded { get; set; }
}
