namespace Triage.Server.Access;

/// <summary>Ends what is open with a credential when that expires.</summary>
internal static class Expiry
{
    /// <summary>What timers can do. A credential that expires later is refused then,
    /// but what is open stays so.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    /// <summary>Cancels after a while; at once when it is over, never when it is longer than a timer can be.</summary>
    public static void EndAfter(this CancellationTokenSource ended, TimeSpan left)
    {
        if (left < LongestTimer)
        {
            ended.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }
}
