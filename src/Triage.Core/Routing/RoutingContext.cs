using Triage.Core.Routing.Hours;
using Triage.Core.Routing.Live;
using Triage.Core.Scoring;

namespace Triage.Core.Routing;

/// <summary>The circumstances of a decision, in the numbers of one policy. The default knows nothing.</summary>
public struct RoutingContext
{
    /// <summary>The customer's attributes.</summary>
    public AttributeValues Attributes;

    /// <summary>Gets or sets the instant to decide for: opening hours, dated overrides, live status.</summary>
    public DateTimeOffset Instant { get; set; }

    /// <summary>Gets or sets the channels that the customer cannot use.</summary>
    public ChannelSet Excluded { get; set; }

    /// <summary>Gets or sets the channels that were tried in this conversation: none is offered again.</summary>
    public ChannelSet Tried { get; set; }

    /// <summary>Gets or sets what the customer lacks: channels that ask for it are not offered.</summary>
    public Abilities Lacks { get; set; }

    /// <summary>Gets or sets the channel on which the query came in; null: not known.</summary>
    public int? InboundChannel { get; set; }

    /// <summary>Gets or sets the customer's language; null: that of the text.</summary>
    public Language? Language { get; set; }

    /// <summary>Gets or sets the customer's time zone, for the policy's quiet hours; null: not known.</summary>
    public ZoneTransitions? Zone { get; set; }

    /// <summary>Gets or sets what the platform reports of the channels; null: nothing.</summary>
    public LiveStatus? Status { get; set; }
}
