using System.ComponentModel.DataAnnotations;

namespace Triage.Server.Hosting;

/// <summary>How the service ends when it is asked to.</summary>
internal sealed class ShutdownOptions
{
    public const string SectionName = "Shutdown";

    /// <summary>How long the service goes on taking calls once it says that it is no longer ready: longer than proxies
    /// take to notice. Range 0 (at once) to 5 minutes; default 0.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan Drain { get; set; } = TimeSpan.Zero;
}
