namespace Triage.Server.Hosting;

/// <summary>Keeps what callers wrote out of the log, whatever its level.</summary>
internal static class TextProtection
{
    /// <summary>Categories that quote requests: addresses (those of Connect GET carry the message), origins, broken lines.</summary>
    private static readonly string[] Quoting =
    [
        "Microsoft.AspNetCore.Hosting.Diagnostics",
        "Microsoft.AspNetCore.Cors",
        "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.Server.Kestrel.BadRequests",
    ];

    /// <summary>Caps those categories at warnings.</summary>
    public static void AddTextProtection(this ILoggingBuilder logging)
    {
        foreach (string category in Quoting)
        {
            logging.AddFilter(category, LogLevel.Warning);
        }
    }
}
