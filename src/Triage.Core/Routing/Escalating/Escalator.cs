using System.Numerics;

namespace Triage.Core.Routing.Escalating;

/// <summary>Finds the next channel up.</summary>
public static class Escalator
{
    /// <summary>Most attempts of one conversation.</summary>
    public const byte MaxAttempts = byte.MaxValue;

    /// <summary>Decides what follows an attempt that did not work out.</summary>
    /// <param name="failed">The attempt.</param>
    /// <param name="reason">Why it did not work out.</param>
    /// <param name="context">The circumstances now, in the numbers of the policy that decided.</param>
    /// <param name="policy">The policy that decided.</param>
    /// <param name="escalation">The next channel up, or a promise.</param>
    /// <remarks>
    /// No channel tried before is offered, and none further from a person than the one that failed. After a second
    /// failure, or when an answer was not good enough, only people come into question. Who waited too long is called
    /// back, or goes where the wait is shortest. The ladder ends because each step takes a channel off it. Allocates 0
    /// B.
    /// </remarks>
    public static void Next(
        in Attempt failed,
        EscalationReason reason,
        in RoutingContext context,
        RoutingPolicy policy,
        out Escalation escalation)
    {
        RoutingContext now = context;
        now.Tried = context.Tried | failed.Tried;
        Reach reach = Reach.Find(failed.Language, failed.WantsPerson, in now, policy);
        bool needsPerson = failed.Number > 1 || failed.WantsPerson
            || reason is EscalationReason.NotResolved or EscalationReason.WrongDepartment;
        ChannelSet ladder = needsPerson ? policy.People : policy.AtLeast(policy.Channels[failed.Channel].AnsweredBy);
        reach.Restrict(ladder);

        escalation = default;
        escalation.NeedsPerson = needsPerson;
        escalation.Decision.Cell = failed.Cell;
        escalation.Decision.Override = failed.Override;
        escalation.Decision.Confidence = 1;
        ref readonly Row row = ref policy.RowOf(failed.Cell.Index, failed.Override);
        ChannelSet set = reach.SetOf(in row, failed.Cell.Severity, policy.Obeys(failed.Override));
        byte first = reason == EscalationReason.WaitedTooLong
            ? Quickest(set, in reach, in now, policy)
            : Reach.First(in row, set);
        Router.Place(first, in reach, in now, policy, ref escalation.Decision);
        if (first == Row.None)
        {
            escalation.Promise = Promise(in now, policy);
        }

        byte channel = (byte)(escalation.Promise?.Channel ?? (first == Row.None ? failed.Channel : first));
        escalation.Next = failed with
        {
            Channel = channel,
            IsEscalated = true,
            Number = (byte)Math.Min(failed.Number + 1, MaxAttempts),
            Tried = now.Tried.With(channel),
        };
    }

    /// <summary>Finds the channel that calls the customer, or else the one with the shortest expected wait.</summary>
    private static byte Quickest(ChannelSet set, in Reach reach, in RoutingContext context, RoutingPolicy policy)
    {
        ChannelSet callsOut = set & policy.CallsOut;
        byte quickest = callsOut.Lowest;
        int shortest = int.MaxValue;
        for (ulong bits = callsOut.IsEmpty ? set.Bits : 0; bits != 0; bits &= bits - 1)
        {
            byte channel = (byte)BitOperations.TrailingZeroCount(bits);
            int wait = reach.Place(channel, Reason.Primary, in context, policy).WaitMinutes;
            if (wait < shortest)
            {
                (quickest, shortest) = (channel, wait);
            }
        }

        return quickest;
    }

    /// <summary>
    /// Finds who can keep a promise soonest: a channel that calls the customer, or else any person the customer can
    /// reach. That it was tried before is no hindrance: the promise is that this time somebody takes charge.
    /// </summary>
    private static Opening? Promise(in RoutingContext context, RoutingPolicy policy)
    {
        RoutingContext anew = context;
        anew.Tried = ChannelSet.Empty;
        anew.Excluded = context.Excluded | policy.AllChannels.Except(policy.People & policy.CallsOut);
        if (Router.NextOpening(in anew, policy) is Opening call)
        {
            return call;
        }

        anew.Excluded = context.Excluded | policy.AllChannels.Except(policy.People);
        return Router.NextOpening(in anew, policy);
    }
}
