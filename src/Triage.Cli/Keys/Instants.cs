using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Triage.Cli.Keys;

/// <summary>Options that take a length of time or an instant.</summary>
internal static class Instants
{
    private const string Length = "a length of time such as 90d, 12h, 30m or 10s";

    /// <summary>Makes an option that takes an instant: a date in UTC, or a length of time from now.</summary>
    public static Option<DateTimeOffset?> Instant(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            DateTimeOffset instant = default;
            bool isRead = TryLength(text, out TimeSpan length)
                ? (instant = now + length) > now
                : DateTimeOffset.TryParse(
                    text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);
            return isRead && instant > now
                ? instant
                : Refuse<DateTimeOffset?>(result, $"a date to come such as 2030-12-31, or {Length}");
        },
    };

    /// <summary>Makes an option that takes a length of time, 0 to a year.</summary>
    public static Option<TimeSpan> Span(string name, string description, TimeSpan usual) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
            TryLength(result.Tokens[0].Value, out TimeSpan length) ? length : Refuse<TimeSpan>(result, Length),
    };

    private static T? Refuse<T>(ArgumentResult result, string expected)
    {
        result.AddError(
            $"{((OptionResult)result.Parent!).Option.Name}: expected {expected}, got '{result.Tokens[0].Value}'");
        return default;
    }

    private static bool TryLength(string text, out TimeSpan length)
    {
        length = default;
        if (text.Length < 2
            || !int.TryParse(
                text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            || count > 1_000_000)
        {
            return false;
        }

        TimeSpan? read = text[^1] switch
        {
            'd' => TimeSpan.FromDays(count),
            'h' => TimeSpan.FromHours(count),
            'm' => TimeSpan.FromMinutes(count),
            's' => TimeSpan.FromSeconds(count),
            _ => null,
        };
        length = read ?? default;
        return read is not null;
    }
}
