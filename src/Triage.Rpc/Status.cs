namespace Triage.Rpc;

/// <summary>How a call ended.</summary>
/// <param name="StatusCode">The canonical code.</param>
/// <param name="Detail">What was wrong, in English, safe to show to the caller; empty when nothing was.</param>
public readonly record struct Status(StatusCode StatusCode, string Detail)
{
    /// <summary>The call succeeded.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary>The call was cancelled.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "the call was cancelled");
}
