using System.Numerics;
using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;

namespace Triage.Core.Routing.Live;

/// <summary>The reports on a policy's channels at one moment, ready for deciding. Immutable.</summary>
public sealed class LiveStatus
{
    private readonly long[] _from = new long[PolicyDocument.MaxChannels];
    private readonly long[] _until = new long[PolicyDocument.MaxChannels];
    private readonly ushort[] _wait = new ushort[PolicyDocument.MaxChannels];
    private readonly ChannelSet[] _slow = new ChannelSet[3];
    private readonly ChannelSet _reported;
    private readonly ChannelSet _closed;
    private readonly long _allFrom = long.MinValue;
    private readonly long _allUntil = long.MaxValue;

    /// <summary>
    /// Takes the reports that concern a policy; those on channels that it does not know are left out.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="reports">The reports; of several on one channel the last counts.</param>
    public LiveStatus(RoutingPolicy policy, IEnumerable<ChannelReport> reports)
    {
        foreach (ChannelReport report in reports)
        {
            if (!policy.TryGetChannel(report.Channel, out int channel))
            {
                continue;
            }

            ChannelSet one = ChannelSet.Of(channel);
            _reported |= one;
            _closed = report.State == ChannelState.Closed || report.Capacity == 0 ? _closed | one : _closed.Except(one);
            _wait[channel] = Placement.Minutes(report.WaitMinutes);

            // Decisions are for whole milliseconds: one that comes with the report, or just after it, already sees it.
            _from[channel] = report.From.UtcTicks - (report.From.UtcTicks % TimeSpan.TicksPerMillisecond);
            _until[channel] = report.Until.UtcTicks;
            foreach (Level severity in Enum.GetValues<Level>())
            {
                bool isSlow = report.WaitMinutes > policy.Document.LongestWaitMinutes.At(severity);
                ChannelSet slow = _slow[(int)severity];
                _slow[(int)severity] = isSlow ? slow | one : slow.Except(one);
            }
        }

        for (int channel = 0; channel < policy.Channels.Count; channel++)
        {
            if (_reported.Contains(channel))
            {
                _allFrom = Math.Max(_allFrom, _from[channel]);
                _allUntil = Math.Min(_allUntil, _until[channel]);
            }
        }
    }

    /// <summary>Gets the channels whose report holds at an instant. Allocates 0 B.</summary>
    public ChannelSet ReportedAt(long utcTicks)
    {
        if (utcTicks >= _allFrom && utcTicks < _allUntil)
        {
            return _reported;
        }

        ChannelSet holding = _reported;
        for (ulong bits = _reported.Bits; bits != 0; bits &= bits - 1)
        {
            int channel = BitOperations.TrailingZeroCount(bits);
            bool holds = utcTicks >= _from[channel] && utcTicks < _until[channel];
            holding = holds ? holding : holding.Except(ChannelSet.Of(channel));
        }

        return holding;
    }

    /// <summary>Gets the channels that are reported closed, whether the report still holds or not.</summary>
    internal ChannelSet Closed => _closed;

    /// <summary>
    /// Gets the channels that are reported too slow for a severity, whether the report still holds or not.
    /// </summary>
    internal ChannelSet Slow(Level severity) => _slow[(int)severity];

    /// <summary>Gets the reported wait, in whole minutes.</summary>
    internal ushort Wait(int channel) => _wait[channel];

    /// <summary>Gets the first instant, in ticks, at which the report on a channel counts for nothing.</summary>
    internal long UntilTicks(int channel) => _until[channel];
}
