using Triage.Core.Routing.Documents;
using Triage.Core.Routing.Hours;
using Triage.Core.Routing.Live;
using Triage.Core.Scoring;

namespace Triage.Core.Routing;

/// <content>The channels and the sets of them that decisions intersect.</content>
public sealed partial class RoutingPolicy
{
    private readonly Dictionary<string, int> _indices;
    private readonly (ZoneTransitions Zone, (Schedule Schedule, ChannelSet Channels)[] Schedules)[] _timed;
    private readonly ChannelSet[] _asking;
    private readonly ChannelSet[] _speaking;
    private readonly ChannelSet[] _quick;
    private readonly ChannelSet[] _staysFrom;
    private readonly ushort[] _typicalWaits;
    private readonly ChannelSet[] _atLeast;
    private readonly OpeningHours? _quietHours;

    /// <summary>Gets the channels; a channel's place is its index.</summary>
    public ValueList<Channel> Channels { get; }

    public ChannelSet AllChannels { get; }

    /// <summary>Gets the channels on which a person answers.</summary>
    public ChannelSet People { get; }

    /// <summary>Gets the channels that call the customer.</summary>
    internal ChannelSet CallsOut { get; }

    /// <summary>Gets how many fallbacks there are: they are the channels with the first indices.</summary>
    internal int FallbackCount { get; }

    /// <summary>Finds a channel by its id.</summary>
    public bool TryGetChannel(string id, out int index) => _indices.TryGetValue(id, out index);

    /// <summary>Gets the index of a channel that is known to exist.</summary>
    internal int IndexOf(string id) => _indices[id];

    /// <summary>Gets the channels that are open at an instant by their hours. Allocates 0 B.</summary>
    public ChannelSet OpenAt(DateTimeOffset instant)
    {
        ChannelSet open = AllChannels;
        foreach ((ZoneTransitions zone, var schedules) in _timed)
        {
            long minute = zone.LocalMinute(instant.UtcTicks);
            foreach ((Schedule schedule, ChannelSet channels) in schedules)
            {
                open = schedule.IsOpenAtMinute(minute) ? open : open.Except(channels);
            }
        }

        return open;
    }

    /// <summary>Gets the channels that are as near to a person as some, or nearer.</summary>
    internal ChannelSet AtLeast(AnsweredBy who) => _atLeast[who.Rank()];

    /// <summary>Gets the channels that ask for any of some abilities.</summary>
    internal ChannelSet Asking(Abilities abilities)
    {
        ChannelSet asking = ChannelSet.Empty;
        for (int bit = 0; bit < _asking.Length; bit++)
        {
            asking = ((int)abilities >> bit & 1) != 0 ? asking | _asking[bit] : asking;
        }

        return asking;
    }

    /// <summary>Gets the channels that speak a language.</summary>
    internal ChannelSet Speaking(Language language) => _speaking[(int)language];

    /// <summary>Gets the channels whose typical first answer is quick enough for a severity.</summary>
    internal ChannelSet Quick(Level severity) => _quick[(int)severity];

    /// <summary>Gets the typical wait for the first answer, in whole minutes.</summary>
    internal ushort TypicalWait(int channel) => _typicalWaits[channel];

    /// <summary>Gets the channels to which moving from one gains nothing.</summary>
    internal ChannelSet StaysFrom(int inbound) => _staysFrom[inbound];

    /// <summary>
    /// Gets the channels that must not call a customer at an instant, for whom these are quiet hours.
    /// </summary>
    internal ChannelSet QuietAt(long utcTicks, ZoneTransitions? zone) =>
        zone is not null && _quietHours is not null
            && _quietHours.IsOpen(OpeningHours.MinuteOfWeek(zone.LocalMinute(utcTicks)))
            ? CallsOut
            : ChannelSet.Empty;

    /// <summary>Finds when a channel can be offered next: open, not reported closed, and out of quiet hours.</summary>
    internal DateTimeOffset? NextOpening(Channel channel, in RoutingContext context)
    {
        const long Step = 15 * TimeSpan.TicksPerMinute;
        ChannelSet one = ChannelSet.Of(channel.Index);
        LiveStatus? status = context.Status;
        long at = context.Instant.UtcTicks;
        long horizon = at + (Schedule.HorizonDays * TimeSpan.TicksPerDay);
        while (at < horizon)
        {
            if (status is not null && !(status.ReportedAt(at) & status.Closed & one).IsEmpty)
            {
                at = status.UntilTicks(channel.Index);
            }
            else if (channel.Schedule is not null && !channel.Schedule.IsOpen(at))
            {
                at = channel.Schedule.NextOpening(at) ?? horizon;
            }
            else if (!(QuietAt(at, context.Zone) & one).IsEmpty)
            {
                at += Step - (at % Step);
            }
            else
            {
                return new DateTimeOffset(at, TimeSpan.Zero);
            }
        }

        return null;
    }

    /// <summary>Puts the channels into the order of their numbers.</summary>
    private static IEnumerable<ChannelDocument> InOrder(PolicyDocument document) =>
        document.Fallback.Select(id => document.Channels.First(c => c.Id == id))
            .Concat(document.Channels.Where(c => !document.Fallback.Contains(c.Id))
                .OrderByDescending(c => c.AnsweredBy)
                .ThenBy(c => c.Effort)
                .ThenBy(c => c.FirstResponseMinutes + c.MinutesToResolve));

    /// <summary>
    /// Makes the channels; those with the same hours share one schedule, so that it is looked at once.
    /// </summary>
    private static IEnumerable<Channel> Make(IEnumerable<ChannelDocument> documents, IZoneSource zones)
    {
        Dictionary<(string, string?, ValueList<DateOnly>), Schedule> schedules = [];
        int index = 0;
        foreach (ChannelDocument document in documents)
        {
            Schedule? schedule = null;
            if (document.Hours is not null && OpeningHours.TryParse(document.Hours, out OpeningHours? hours, out _)
                && (!hours!.IsAlwaysOpen || document.Holidays.Count > 0))
            {
                var key = (document.Hours, document.TimeZone, document.Holidays);
                if (!schedules.TryGetValue(key, out schedule))
                {
                    schedule = new Schedule(hours, zones.Find(document.TimeZone!)!, document.Holidays);
                    schedules.Add(key, schedule);
                }
            }

            yield return new Channel(index++, document, schedule);
        }
    }

    /// <summary>
    /// Gets whether a customer on one channel gains nothing by moving: people are no nearer, and the time saved, with
    /// the wait for the first answer, does not make up for the move.
    /// </summary>
    private bool MovingGainsNothing(Channel inbound, Channel other) =>
        Document.SwitchMinutes > 0
        && inbound.AnsweredBy.Rank() >= other.AnsweredBy.Rank()
        && inbound.Document.MinutesToResolve
            <= other.Document.FirstResponseMinutes + other.Document.MinutesToResolve + Document.SwitchMinutes;

    /// <summary>Groups the schedules by time zone, whose local time is then found once.</summary>
    private (ZoneTransitions, (Schedule, ChannelSet)[])[] ByZone() =>
        [.. Channels.Where(c => c.Schedule is not null).GroupBy(c => c.Schedule!)
            .GroupBy(group => group.Key.Zone.Id, StringComparer.Ordinal)
            .Select(zone => (
                zone.First().Key.Zone,
                zone.Select(group => (group.Key, SetOf(c => c.Schedule == group.Key))).ToArray()))];

    private ChannelSet SetOf(Func<Channel, bool> condition) => Channels.Where(condition)
        .Aggregate(ChannelSet.Empty, (set, channel) => set.With(channel.Index));
}
