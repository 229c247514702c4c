using System.Globalization;
using Triage.Core.Routing.Hours;

namespace Triage.Core.Routing.Documents;

public sealed partial class PolicyValidator
{
    private static readonly string[] DateFormats = ["yyyy-MM-dd", "yyyy-MM", "yyyy"];

    private void CheckChannels()
    {
        CheckCount("$.channels", _policy.Channels.Count, 1, PolicyDocument.MaxChannels, "channels");
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int i = 0; i < _policy.Channels.Count; i++)
        {
            ChannelDocument channel = _policy.Channels[i];
            string path = $"$.channels[{i}]";
            CheckKey($"{path}.id", channel.Id);
            if (!seen.Add(channel.Id))
            {
                Report($"{path}.id", $"another channel is called '{channel.Id}'");
            }

            CheckText($"{path}.name", channel.Name, MaxNameChars);
            CheckCost(path, channel);
            CheckHours(path, channel);
            CheckRange($"{path}.firstResponseMinutes", channel.FirstResponseMinutes, 0, MaxMinutes);
            CheckRange($"{path}.minutesToResolve", channel.MinutesToResolve, 0, MaxMinutes);
        }
    }

    private void CheckCost(string path, ChannelDocument channel)
    {
        if (channel.CostPerContact < 0)
        {
            Report(
                $"{path}.costPerContact",
                $"expected at least 0, got {channel.CostPerContact.Value.ToString(CultureInfo.InvariantCulture)}");
        }

        if (channel.CostSource is not null)
        {
            CheckText($"{path}.costSource", channel.CostSource, MaxTextChars);
        }

        if (channel.CostDate is not null && !DateOnly.TryParseExact(
            channel.CostDate, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            Report(
                $"{path}.costDate",
                $"expected a date such as 2019, 2019-06 or 2019-06-30, got '{channel.CostDate}'");
        }
    }

    private void CheckHours(string path, ChannelDocument channel)
    {
        OpeningHours? hours = null;
        if (channel.Hours is not null && !OpeningHours.TryParse(channel.Hours, out hours, out string? fault))
        {
            Report($"{path}.hours", fault!);
        }

        bool isTimed = hours is { IsAlwaysOpen: false } || channel.Holidays.Count > 0;
        if (channel.TimeZone is null && isTimed)
        {
            Report(
                $"{path}.timeZone",
                "missing: hours and holidays are local, expected an IANA time zone such as Europe/Berlin");
        }
        else if (channel.TimeZone is not null && _zones.Find(channel.TimeZone) is null)
        {
            Report(
                $"{path}.timeZone",
                $"unknown time zone '{channel.TimeZone}', expected an IANA name such as Europe/Berlin");
        }

        if (channel.Holidays.Count > 0 && channel.Hours is null)
        {
            Report($"{path}.hours", "missing: a channel with holidays needs hours; '24/7' for all other days");
        }

        CheckCount($"{path}.holidays", channel.Holidays.Count, 0, MaxHolidays, "days");
    }
}
