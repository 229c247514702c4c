namespace Triage.Core.Routing.Escalating;

/// <summary>Why a channel did not work out.</summary>
public enum EscalationReason : byte
{
    /// <summary>The customer was served and the matter is still open.</summary>
    NotResolved = 0,

    /// <summary>The customer does not want this channel.</summary>
    CustomerDeclined = 1,

    /// <summary>The channel broke: a dropped call, a bot in error.</summary>
    ChannelFailed = 2,

    /// <summary>Whoever answered is not in charge.</summary>
    WrongDepartment = 3,

    /// <summary>The customer waited longer than is bearable.</summary>
    WaitedTooLong = 4,
}
