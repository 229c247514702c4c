using System.Globalization;
using System.Text.Json;
using Triage.Core.Scoring;

namespace Triage.Core.Routing.Documents;

public static partial class PolicyWriter
{
    private static void Channel(Utf8JsonWriter json, ChannelDocument channel)
    {
        json.WriteStartObject();
        json.WriteString("id", channel.Id);
        json.WriteString("kind", Names.ChannelKinds[(int)channel.Kind]);
        json.WriteString("name", channel.Name);
        if (channel.AnsweredBy != ChannelDocument.DefaultAnsweredBy(channel.Kind))
        {
            json.WriteString("answeredBy", Names.AnsweredBy[(int)channel.AnsweredBy]);
        }

        if (channel.CostPerContact is decimal cost)
        {
            json.WriteNumber("costPerContact", cost);
        }

        Text(json, "costSource", channel.CostSource);
        Text(json, "costDate", channel.CostDate);
        if (channel.Effort != Level.Low)
        {
            json.WriteString("effort", Names.Levels[(int)channel.Effort]);
        }

        Minutes(json, "firstResponseMinutes", channel.FirstResponseMinutes);
        Minutes(json, "minutesToResolve", channel.MinutesToResolve);
        Texts(json, "languages", channel.Languages.Select(l => l.Tag()));
        Flags(json, "can", (int)channel.Can, Names.Capabilities);
        Flags(json, "requires", (int)channel.Requires, Names.Abilities);
        if (channel.CallsOut)
        {
            json.WriteBoolean("callsOut", true);
        }

        Text(json, "hours", channel.Hours);
        Text(json, "timeZone", channel.TimeZone);
        Texts(
            json,
            "holidays",
            channel.Holidays.Select(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            alwaysArray: true);
        json.WriteEndObject();
    }

    private static void Minutes(Utf8JsonWriter json, string key, double minutes)
    {
        if (minutes != 0)
        {
            json.WriteNumber(key, minutes);
        }
    }

    private static void Flags(Utf8JsonWriter json, string key, int flags, string[] names) =>
        Texts(json, key, names.Where((_, bit) => (flags >> bit & 1) != 0));
}
