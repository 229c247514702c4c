namespace Triage.Core.Routing;

/// <summary>A channel in a decision and why it is there.</summary>
/// <param name="Channel">Index of the channel in the policy.</param>
/// <param name="Reason">Why.</param>
/// <param name="WaitMinutes">Expected wait for the first answer, as reported or else as is typical, in minutes.</param>
public readonly record struct Placement(byte Channel, Reason Reason, ushort WaitMinutes)
{
    /// <summary>Rounds a wait up to whole minutes.</summary>
    internal static ushort Minutes(double minutes) => (ushort)Math.Clamp(Math.Ceiling(minutes), 0, ushort.MaxValue);
}
