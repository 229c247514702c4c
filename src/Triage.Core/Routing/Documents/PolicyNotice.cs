namespace Triage.Core.Routing.Documents;

/// <summary>Something in a policy that is allowed and perhaps not meant.</summary>
/// <param name="Path">JSON path of the value.</param>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Message">What was found.</param>
public readonly record struct PolicyNotice(string Path, PolicyNoticeKind Kind, string Message);

/// <summary>Kind of notice.</summary>
public enum PolicyNoticeKind : byte
{
    /// <summary>Two overrides meet in a query and send it to different channels; the earlier wins.</summary>
    Conflict = 0,

    /// <summary>A declared attribute, or a value of one, that nothing tests.</summary>
    Gap = 1,

    /// <summary>A channel that no cell, override or fallback names.</summary>
    UnusedChannel = 2,
}
