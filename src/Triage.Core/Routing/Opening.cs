namespace Triage.Core.Routing;

/// <summary>When a channel opens next.</summary>
/// <param name="Channel">Index of the channel in the policy.</param>
/// <param name="At">The instant.</param>
public readonly record struct Opening(int Channel, DateTimeOffset At);
