namespace Triage.Core.Routing;

/// <summary>Where a query should go, in the numbers of the policy that decided.</summary>
/// <remarks>A plain value; it holds no reference. <see cref="ReasonText"/> says its reasons in words.</remarks>
public struct Decision
{
    /// <summary>The channels to offer, first things first; empty only when no channel is usable.</summary>
    public PlacementList Offered;

    /// <summary>The channels that would have come earlier, and why they did not.</summary>
    public PlacementList PassedOver;

    public Cell Cell { get; internal set; }

    /// <summary>Gets the index of the override that applied in the policy, or -1.</summary>
    public short Override { get; internal set; }

    /// <summary>
    /// Gets the probability that the first channel is the one that the customer's true levels lead to, in [0, 1].
    /// </summary>
    public float Confidence { get; internal set; }

    /// <summary>Gets whether to ask the customer a question: <see cref="Clarifier.TryAsk"/> finds it.</summary>
    public bool Asks { get; internal set; }

    /// <summary>Gets whether to offer a person beside the question: the doubt is grave.</summary>
    public bool OffersPerson { get; internal set; }

    /// <summary>Gets whether the customer asks for a person and none is within reach.</summary>
    public bool NoPersonUsable { get; internal set; }
}
