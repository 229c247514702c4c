namespace Triage.Server.Hosting;

/// <summary>Keeps what callers wrote out of the log, whatever its level.</summary>
internal static class TextProtection
{
    /// <summary>Categories that quote requests:
    /// addresses (those of Connect GET carry the message), origins, broken lines.</summary>
    private static readonly string[] Quoting =
    [
        "Microsoft.AspNetCore.Cors",
        "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.Server.Kestrel.BadRequests",
    ];

    /// <summary>Caps those categories at warnings, and silences that of addresses:
    /// failures that it would log, the server logs.</summary>
    /// <remarks>PERF: were the latter on, each request would get an activity and a scope: 0.6 kB.</remarks>
    public static void AddTextProtection(this ILoggingBuilder logging)
    {
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        foreach (string category in Quoting)
        {
            logging.AddFilter(category, LogLevel.Warning);
        }
    }
}
