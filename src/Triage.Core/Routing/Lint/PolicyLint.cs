using System.Globalization;
using Triage.Core.Routing.Documents;
using Triage.Core.Routing.Hours;

namespace Triage.Core.Routing.Lint;

/// <summary>Looks for what a policy without faults may still get wrong. Exact: every cell is looked at.</summary>
/// <remarks>
/// What must stop publishing (a cell without a human way, an override that is hidden or can never apply, a cell without
/// a reason) is a fault, found by <see cref="PolicyValidator"/>.
/// </remarks>
public static class PolicyLint
{
    public const string SeverityAwayFromPeople = "severity_away_from_people";
    public const string ChannelUnused = "channel_unused";
    public const string ClosedTogether = "closed_together";
    public const string CostlyPrimary = "costly_primary";

    /// <summary>Finds every warning.</summary>
    /// <param name="policy">A document without faults.</param>
    public static IReadOnlyList<PolicyFinding> Check(PolicyDocument policy)
    {
        Dictionary<string, ChannelDocument> channels = policy.Channels.ToDictionary(c => c.Id, StringComparer.Ordinal);
        return
        [
            .. AwayFromPeople(policy, channels),
            .. Unused(policy),
            .. TogetherClosed(policy, channels),
            .. CostlyPrimaries(policy, channels),
        ];
    }

    private static IEnumerable<PolicyFinding> AwayFromPeople(
        PolicyDocument policy, Dictionary<string, ChannelDocument> channels)
    {
        foreach (CellDocument milder in policy.Matrix)
        {
            // The next level of severity that the scale has, all else equal.
            CellDocument? worse = policy.Matrix
                .Where(c => c.Cell.Complexity == milder.Cell.Complexity && c.Cell.Effort == milder.Cell.Effort
                    && c.Cell.Severity > milder.Cell.Severity)
                .MinBy(c => c.Cell.Severity);
            if (worse is not null
                && channels[milder.Primary].AnsweredBy.Rank() > channels[worse.Primary].AnsweredBy.Rank())
            {
                yield return new PolicyFinding(
                    SeverityAwayFromPeople,
                    [milder.Cell, worse.Cell],
                    $"{milder.Cell} leads to '{milder.Primary}', where {Who(channels[milder.Primary])}, but the more "
                    + $"severe {worse.Cell} to '{worse.Primary}', where {Who(channels[worse.Primary])}: the worse it "
                    + "gets, the fewer people");
            }
        }
    }

    private static string Who(ChannelDocument channel) => channel.AnsweredBy switch
    {
        AnsweredBy.Nobody => "nobody answers",
        AnsweredBy.Peers => "other customers answer",
        AnsweredBy.SometimesAPerson => "sometimes a person answers",
        _ => "a person answers",
    };

    private static IEnumerable<PolicyFinding> Unused(PolicyDocument policy)
    {
        HashSet<string?> used = [.. policy.Fallback];
        foreach (CellDocument cell in policy.Matrix)
        {
            used.UnionWith([cell.Primary, cell.Secondary]);
        }

        foreach (OverrideDocument exception in policy.Overrides)
        {
            used.UnionWith([exception.Primary, exception.Secondary]);
        }

        return policy.Channels.Where(channel => !used.Contains(channel.Id)).Select(channel => new PolicyFinding(
            ChannelUnused,
            [],
            $"'{channel.Id}' is in no cell, no override and no fallback: it is staffed and paid for, and nobody is "
            + "sent there"));
    }

    private static IEnumerable<PolicyFinding> TogetherClosed(
        PolicyDocument policy, Dictionary<string, ChannelDocument> channels)
    {
        var pairs = policy.Matrix
            .Where(cell => cell.Secondary is not null)
            .GroupBy(cell => (cell.Primary, Secondary: cell.Secondary!))
            .Where(pair => channels[pair.Key.Primary].Kind == channels[pair.Key.Secondary].Kind
                && MayCloseTogether(channels[pair.Key.Primary], channels[pair.Key.Secondary]));
        foreach (var pair in pairs)
        {
            yield return new PolicyFinding(
                ClosedTogether,
                [.. pair.Select(cell => cell.Cell)],
                $"'{pair.Key.Primary}' and '{pair.Key.Secondary}' are of one kind and may be closed at the same time: "
                + "then both "
                + "fail together, and the fallbacks must serve what the cell was made for");
        }
    }

    /// <remarks>
    /// A cell must have words for its reason. They say nothing about its costs when they have no letter, or stand word
    /// for word in a cell that leads elsewhere.
    /// </remarks>
    private static IEnumerable<PolicyFinding> CostlyPrimaries(
        PolicyDocument policy, Dictionary<string, ChannelDocument> channels)
    {
        foreach (CellDocument cell in policy.Matrix)
        {
            if (cell.Secondary is null
                || channels[cell.Primary].CostPerContact is not decimal first
                || channels[cell.Secondary].CostPerContact is not decimal second
                || first <= second)
            {
                continue;
            }

            CellDocument? copied = policy.Matrix.FirstOrDefault(other =>
                other.Why == cell.Why && (other.Primary, other.Secondary) != (cell.Primary, cell.Secondary));
            if (copied is not null || !cell.Why.Any(char.IsLetter))
            {
                string reason = copied is null
                    ? "has no words"
                    : $"is that of {copied.Cell} too, which leads elsewhere";
                yield return new PolicyFinding(
                    CostlyPrimary,
                    [cell.Cell],
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"'{cell.Primary}' costs {first} {policy.Currency} a contact, its secondary "
                        + $"'{cell.Secondary}' {second}, and the reason {reason}: "
                        + $"nobody can tell what the difference buys"));
            }
        }
    }

    private static bool MayCloseTogether(ChannelDocument first, ChannelDocument second)
    {
        OpeningHours one = Read(first);
        OpeningHours other = Read(second);
        if (IsNeverClosed(first, one) || IsNeverClosed(second, other))
        {
            return false;
        }

        // Hours of different places drift apart and together with the seasons.
        return first.TimeZone != second.TimeZone
            || Enumerable.Range(0, OpeningHours.MinutesOfWeek)
                .Any(minute => !one.IsOpen(minute) && !other.IsOpen(minute))
            || first.Holidays.Any(day => IsClosedAtTimes(second, other, day))
            || second.Holidays.Any(day => IsClosedAtTimes(first, one, day));
    }

    private static bool IsNeverClosed(ChannelDocument channel, OpeningHours hours) =>
        hours.IsAlwaysOpen && channel.Holidays.Count == 0;

    private static bool IsClosedAtTimes(ChannelDocument channel, OpeningHours hours, DateOnly day)
    {
        int midnight = OpeningHours.MinuteOfWeek((long)day.DayNumber * OpeningHours.MinutesOfDay);
        return channel.Holidays.Contains(day)
            || Enumerable.Range(midnight, OpeningHours.MinutesOfDay).Any(minute => !hours.IsOpen(minute));
    }

    private static OpeningHours Read(ChannelDocument channel) =>
        OpeningHours.TryParse(channel.Hours ?? OpeningHours.Always, out OpeningHours? hours, out string? fault)
            ? hours!
            : throw new ArgumentException($"hours: {fault}", nameof(channel));
}
