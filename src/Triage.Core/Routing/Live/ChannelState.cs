namespace Triage.Core.Routing.Live;

/// <summary>What the platform says of a channel.</summary>
public enum ChannelState : byte
{
    Open = 0,

    /// <summary>Open, with a wait.</summary>
    Busy = 1,
    Closed = 2,
}
