using System.Runtime.CompilerServices;
using Triage.Core.Scoring;

namespace Triage.Core.Routing;

/// <summary>Which channels a context leaves, and how they are narrowed down for a row of the policy.</summary>
/// <remarks>
/// What is closed, excluded, tried or out of the customer's powers is never offered. The wishes after that narrow the
/// choice only as far as something is left: a person when asked for, the customer's language, a bearable wait.
/// </remarks>
internal struct Reach
{
    /// <summary>The channels that may be offered at all.</summary>
    public ChannelSet Usable;

    /// <summary>Of these, where a person answers if the customer asks for one and any does; else all of them.</summary>
    public ChannelSet Preferred;

    /// <summary>The channels whose report holds, and of these the closed ones.</summary>
    public ChannelSet Reported;
    public ChannelSet ReportedClosed;

    /// <summary>The channel on which the query came in, and those to which moving from it gains nothing.</summary>
    public byte Inbound;
    public ChannelSet Stay;

    private ChannelSet _open;
    private ChannelSet _lacking;
    private ChannelSet _quiet;
    private ChannelSet _speaking;

    /// <summary>By severity: the channels that are quick enough, and those reported too slow.</summary>
    private PerLevel _quick;
    private PerLevel _slow;

    /// <summary>Finds which channels a context leaves. Allocates 0 B.</summary>
    public static Reach Find(Language language, bool wantsPerson, in RoutingContext context, RoutingPolicy policy)
    {
        long now = context.Instant.UtcTicks;
        Reach reach = default;
        reach._open = policy.OpenAt(context.Instant);
        reach._lacking = policy.Asking(context.Lacks);
        reach._quiet = policy.QuietAt(now, context.Zone);
        reach._speaking = policy.Speaking(context.Language ?? language);
        if (context.Status is not null)
        {
            reach.Reported = context.Status.ReportedAt(now);
            reach.ReportedClosed = reach.Reported & context.Status.Closed;
        }

        for (Level severity = Level.Low; severity <= Level.High; severity++)
        {
            ChannelSet slow =
                context.Status is null ? ChannelSet.Empty : context.Status.Slow(severity) & reach.Reported;
            reach._slow[(int)severity] = slow;
            reach._quick[(int)severity] = policy.Quick(severity).Except(reach.Reported) | reach.Reported.Except(slow);
        }

        reach.Usable = reach._open.Except(context.Excluded | context.Tried)
            .Except(reach._lacking | reach._quiet).Except(reach.ReportedClosed);
        ChannelSet people = reach.Usable & policy.People;
        reach.Preferred = wantsPerson && !people.IsEmpty ? people : reach.Usable;
        reach.Inbound = (byte)(context.InboundChannel ?? Row.None);
        reach.Stay = context.InboundChannel is int inbound && reach.Usable.Contains(inbound)
            ? policy.StaysFrom(inbound)
            : ChannelSet.Empty;
        return reach;
    }

    /// <summary>Leaves only some channels, because the others would be a step down.</summary>
    public void Restrict(ChannelSet ladder)
    {
        Usable &= ladder;
        Preferred = (Preferred & ladder).IsEmpty ? Usable : Preferred & ladder;
    }

    /// <summary>Gets the channels that may be offered for a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="severity">The severity, on which the bearable wait depends.</param>
    /// <param name="obeysOnWish">Whether the row stands even against the customer's wish for a person.</param>
    /// <remarks>
    /// While the first channel is quick enough, only reported queues count; once it is not, what replaces it must be
    /// quick itself: a jammed phone is no reason to send an urgent query by e-mail.
    /// </remarks>
    public readonly ChannelSet SetOf(in Row row, Level severity, bool obeysOnWish)
    {
        ChannelSet set = Narrow(obeysOnWish ? Usable : Preferred, _speaking, row.Candidates);
        ChannelSet quick = set & _quick[(int)severity];
        return Narrow(set, quick.Contains(row.Primary) ? set.Except(_slow[(int)severity]) : quick, row.Candidates);
    }

    /// <summary>
    /// Gets the channels that come first in every row whose first they are: nothing that narrows the choice can pass
    /// them over. A short cut past <see cref="SetOf"/> for rows that heed the wish for a person.
    /// </summary>
    public readonly ChannelSet Unhindered(Level severity) => Preferred & _speaking & _quick[(int)severity];

    /// <summary>Gets the channel of a set that comes first for a row, or <see cref="Row.None"/>.</summary>
    public static byte First(in Row row, ChannelSet set) =>
        set.Contains(row.Primary) ? row.Primary
        : row.Secondary != Row.None && set.Contains(row.Secondary) ? row.Secondary
        : set.Lowest;

    /// <summary>
    /// Gets whether the customer had better stay on <see cref="Inbound"/>, where the query came in, than move to a
    /// channel.
    /// </summary>
    public readonly bool Stays(byte first, ChannelSet set) =>
        first != Row.None && first != Inbound && Stay.Contains(first) && set.Contains(Inbound);

    /// <summary>Gets the channel to offer first for a row, or <see cref="Row.None"/>.</summary>
    public readonly byte FirstOf(in Row row, Level severity, bool obeysOnWish, bool mayStay)
    {
        ChannelSet set = SetOf(in row, severity, obeysOnWish);
        byte first = First(in row, set);
        return mayStay && Stays(first, set) ? Inbound : first;
    }

    /// <summary>Says why a channel is not in the set that was found for a row.</summary>
    public readonly Reason WhyNot(byte channel, bool obeysOnWish, in RoutingContext context) =>
        context.Excluded.Contains(channel) ? Reason.NotAvailable
        : _lacking.Contains(channel) ? Reason.AbilityLacking
        : context.Tried.Contains(channel) ? Reason.AlreadyTried
        : !_open.Contains(channel) ? Reason.Closed
        : ReportedClosed.Contains(channel) ? Reason.ReportedClosed
        : _quiet.Contains(channel) ? Reason.QuietHours
        : !Usable.Contains(channel) ? Reason.StepDown
        : !obeysOnWish && !Preferred.Contains(channel) ? Reason.NotAPerson
        : !_speaking.Contains(channel) ? Reason.LanguageNotSpoken
        : Reason.WaitTooLong;

    /// <summary>Places a channel with the wait that is reported, or else typical.</summary>
    public readonly Placement Place(byte channel, Reason reason, in RoutingContext context, RoutingPolicy policy) =>
        new(
            channel,
            reason,
            Reported.Contains(channel) ? context.Status!.Wait(channel) : policy.TypicalWait(channel));

    private static ChannelSet Narrow(ChannelSet set, ChannelSet wish, ChannelSet candidates)
    {
        ChannelSet narrowed = set & wish;
        return (narrowed & candidates).IsEmpty ? set : narrowed;
    }

    [InlineArray(3)]
    private struct PerLevel
    {
        private ChannelSet _low;
    }
}
