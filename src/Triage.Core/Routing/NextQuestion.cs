using System.Runtime.CompilerServices;
using Triage.Core.Scoring;

namespace Triage.Core.Routing;

/// <summary>The question whose answer would most change the first channel.</summary>
public struct NextQuestion
{
    private PerAnswer _first;

    public Criterion Criterion { get; internal set; }

    /// <summary>Gets the index of the channel that an answer would lead to first; null when none is usable.</summary>
    public readonly int? ChannelAfter(Level answer) =>
        _first[(int)answer] is var channel && channel == Row.None ? null : channel;

    internal void Set(Level answer, byte channel) => _first[(int)answer] = channel;

    [InlineArray(3)]
    private struct PerAnswer
    {
        private byte _channel;
    }
}
