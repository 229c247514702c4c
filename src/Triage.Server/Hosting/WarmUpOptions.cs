using System.ComponentModel.DataAnnotations;

namespace Triage.Server.Hosting;

/// <summary>The warm-up between start and ready. A value out of range stops the service at start-up.</summary>
internal sealed class WarmUpOptions
{
    public const string SectionName = "WarmUp";

    /// <summary>How long the service may call itself before it tells that it is ready; it ends earlier when all is
    /// compiled. Range 0, which is no warm-up, to 1 min; default 4 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(4);
}
