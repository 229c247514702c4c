namespace Triage.Core.Routing.Escalating;

/// <summary>What to do after an attempt that did not work out.</summary>
public struct Escalation
{
    /// <summary>
    /// The next channel up and those behind it, with the channels passed over. Nothing is offered at the end of the
    /// ladder.
    /// </summary>
    public Decision Decision;

    /// <summary>
    /// Gets the promise to make at the end of the ladder: a person gets in touch on this channel from this instant on.
    /// Null while a channel is offered, and when the policy has no channel on which a person could keep one.
    /// </summary>
    public Opening? Promise { get; internal set; }

    /// <summary>Gets whether only people come into question now.</summary>
    public bool NeedsPerson { get; internal set; }

    /// <summary>Gets the attempt that follows, on the first channel offered or promised.</summary>
    public Attempt Next { get; internal set; }
}
