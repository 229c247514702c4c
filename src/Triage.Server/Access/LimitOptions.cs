using System.ComponentModel.DataAnnotations;

namespace Triage.Server.Access;

/// <summary>How much callers may ask for. What is more is refused at once;
/// nothing waits in line. 0 is no limit.</summary>
/// <remarks>Each replica counts by itself: three admit up to three times as much. A second's limit counts queries, one
/// at least for each call: see <see cref="LimitPair"/>.</remarks>
internal sealed class LimitOptions
{
    public const string SectionName = "Limits";

    private const int MaxPerSecond = 1_000_000;
    private const int MaxConcurrency = 100_000;

    /// <summary>Queries a second of one key or subject, which may all come at once.
    /// Range 0 to 1,000,000; default 0.</summary>
    [Range(0, MaxPerSecond)]
    public int KeyRequestsPerSecond { get; set; }

    /// <summary>Calls at a time of one key or subject, streams included. Range 0 to 100,000; default 0.</summary>
    [Range(0, MaxConcurrency)]
    public int KeyConcurrency { get; set; }

    /// <summary>Queries a second of a widget's key, which is public. Range 0 to 1,000,000; default 100.</summary>
    [Range(0, MaxPerSecond)]
    public int WidgetRequestsPerSecond { get; set; } = 100;

    /// <summary>Calls at a time of a widget's key. Range 0 to 100,000; default 100.</summary>
    [Range(0, MaxConcurrency)]
    public int WidgetConcurrency { get; set; } = 100;

    /// <summary>Queries a second of one tenant. Range 0 to 1,000,000; default 0.</summary>
    [Range(0, MaxPerSecond)]
    public int TenantRequestsPerSecond { get; set; }

    /// <summary>Calls at a time of one tenant. Range 0 to 100,000; default 0.</summary>
    [Range(0, MaxConcurrency)]
    public int TenantConcurrency { get; set; }

    /// <summary>Calls at a time of all callers, streams apart, which mostly wait.
    /// Range 0 to 100,000; default 1,000.</summary>
    [Range(0, MaxConcurrency)]
    public int ServerConcurrency { get; set; } = 1_000;

    /// <summary>How long work may stand in line for a processor before calls are refused.
    /// Range 0 to 10 s; default 5 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10", ParseLimitsInInvariantCulture = true)]
    public TimeSpan QueueDelay { get; set; } = TimeSpan.FromMilliseconds(5);
}
