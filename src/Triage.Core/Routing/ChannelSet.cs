using System.Numerics;

namespace Triage.Core.Routing;

/// <summary>A set of a policy's channels, by their index in it, in [0, 64).</summary>
public readonly record struct ChannelSet
{
    private readonly ulong _bits;

    private ChannelSet(ulong bits) => _bits = bits;

    public static ChannelSet Empty => default;

    public bool IsEmpty => _bits == 0;

    internal ulong Bits => _bits;

    internal static ChannelSet FromBits(ulong bits) => new(bits);

    /// <summary>Gets the lowest index, or <see cref="Row.None"/> of an empty set.</summary>
    internal byte Lowest => _bits == 0 ? Row.None : (byte)BitOperations.TrailingZeroCount(_bits);

    public int Count => BitOperations.PopCount(_bits);

    /// <summary>Gets the channels with the first indices.</summary>
    /// <param name="count">In [0, 64].</param>
    public static ChannelSet First(int count) => new(count >= 64 ? ulong.MaxValue : (1UL << count) - 1);

    /// <summary>Gets the set of one channel.</summary>
    public static ChannelSet Of(int channel) => new(1UL << channel);

    public static ChannelSet operator &(ChannelSet left, ChannelSet right) => left.And(right);

    public static ChannelSet operator |(ChannelSet left, ChannelSet right) => left.Or(right);

    public bool Contains(int channel) => ((_bits >> channel) & 1) != 0;

    public ChannelSet With(int channel) => new(_bits | (1UL << channel));

    public ChannelSet And(ChannelSet other) => new(_bits & other._bits);

    public ChannelSet Or(ChannelSet other) => new(_bits | other._bits);

    public ChannelSet Except(ChannelSet other) => new(_bits & ~other._bits);
}
