namespace Triage.Core.Routing;

/// <summary>The two channels of a cell or an override, by index.</summary>
/// <param name="Primary">The first.</param>
/// <param name="Secondary">The second, or <see cref="None"/>.</param>
/// <param name="Candidates">Both, and the policy's fallbacks.</param>
internal readonly record struct Row(byte Primary, byte Secondary, ChannelSet Candidates)
{
    /// <summary>Stands for no channel.</summary>
    public const byte None = byte.MaxValue;
}
