namespace Triage.Server.Hosting;

/// <summary>Keeps what callers wrote out of the log, whatever its levels are set to.</summary>
internal static class TextProtection
{
    /// <summary>Categories that quote requests, and the lowest level at which they do not:
    /// addresses (those of Connect GET carry the message), origins, broken lines, tokens.</summary>
    /// <remarks>Failures that the first would log, the server logs.
    /// PERF: were it on for one provider, each request would get an activity and a scope: 0.6 kB and 2 µs.</remarks>
    private static readonly (string Category, LogLevel Lowest)[] Quoting =
    [
        ("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None),
        ("Microsoft.AspNetCore.Authentication", LogLevel.Warning),
        ("Microsoft.AspNetCore.Cors", LogLevel.Warning),
        ("Microsoft.AspNetCore.Routing", LogLevel.Warning),
        ("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Warning),
    ];

    /// <summary>Puts a rule for each of those categories in the place of all rules for it and what lies below it,
    /// once for all providers and once for each that has rules of its own, which win over those for all.</summary>
    public static void AddTextProtection(this ILoggingBuilder logging) =>
        logging.Services.PostConfigure<LoggerFilterOptions>(options =>
        {
            string?[] providers =
                [null, .. options.Rules.Select(rule => rule.ProviderName).OfType<string>().Distinct()];
            foreach ((string category, LogLevel lowest) in Quoting)
            {
                foreach (LoggerFilterRule rule in options.Rules.Where(rule => IsFor(rule, category)).ToArray())
                {
                    options.Rules.Remove(rule);
                }

                foreach (string? provider in providers)
                {
                    options.Rules.Add(new LoggerFilterRule(provider, category, lowest, filter: null));
                }
            }
        });

    private static bool IsFor(LoggerFilterRule rule, string category) =>
        rule.CategoryName?.StartsWith(category, StringComparison.OrdinalIgnoreCase) == true;
}
