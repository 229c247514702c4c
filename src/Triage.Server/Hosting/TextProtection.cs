namespace Triage.Server.Hosting;

/// <summary>Keeps customers' words out of the log, whatever its level.</summary>
internal static class TextProtection
{
    /// <summary>Caps the category that writes request addresses: those of Connect GET carry the message.</summary>
    public static void AddTextProtection(this ILoggingBuilder logging) =>
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
}
