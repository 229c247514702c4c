using System.Globalization;
using Triage.Core.Scoring;

namespace Triage.Core.Routing.Documents;

public static partial class PolicyReader
{
    private static ChannelDocument Channel(JsonObjectReader json)
    {
        ChannelKind kind = (ChannelKind)(json.Choice("kind", Names.ChannelKinds, isRequired: true) ?? 0);
        ChannelDocument channel = new()
        {
            Id = json.Text("id", isRequired: true) ?? "",
            Kind = kind,
            Name = json.Text("name", isRequired: true) ?? "",
            AnsweredBy = json.Choice("answeredBy", Names.AnsweredBy) is int who
                ? (AnsweredBy)who
                : ChannelDocument.DefaultAnsweredBy(kind),
            CostPerContact = json.Decimal("costPerContact"),
            CostSource = json.Text("costSource"),
            CostDate = json.Text("costDate"),
            Effort = (Level)(json.Choice("effort", Names.Levels) ?? 0),
            FirstResponseMinutes = json.Number("firstResponseMinutes") ?? 0,
            MinutesToResolve = json.Number("minutesToResolve") ?? 0,
            Languages = json.Choices("languages", Names.Languages[..^1], i => (Language)i),
            Can = (Capabilities)Flags(json.Choices("can", Names.Capabilities, i => 1 << i)),
            Requires = (Abilities)Flags(json.Choices("requires", Names.Abilities, i => 1 << i)),
            CallsOut = json.Flag("callsOut") ?? false,
            Hours = json.Text("hours"),
            TimeZone = json.Text("timeZone"),
            Holidays = Days(json),
        };
        json.Close();
        return channel;
    }

    private static int Flags(ValueList<int> bits) => bits.Aggregate(0, (flags, bit) => flags | bit);

    private static ValueList<DateOnly> Days(JsonObjectReader json)
    {
        List<DateOnly> days = [];
        foreach (string text in json.TextArray("holidays"))
        {
            if (DateOnly.TryParseExact(
                text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
            {
                days.Add(day);
            }
            else
            {
                json.Report(json.PathOf("holidays"), $"expected days such as 2026-12-25, got '{text}'");
            }
        }

        return [.. days];
    }
}
