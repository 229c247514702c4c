using Microsoft.Extensions.Options;
using Triage.Server.Access;

namespace Triage.Server.Tests.Access;

public sealed class OverloadTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(11);

    private readonly ManualTime _time = new();
    private readonly Overload _overload;

    public OverloadTests() => _overload = new Overload(Options.Create(new LimitOptions()), _time);

    public void Dispose() => _overload.Dispose();

    [Fact]
    public void IsOver_OnePause_IsFalse()
    {
        Observe(TimeSpan.FromMilliseconds(90), Long);
        Observe(Short, Short);
        Observe(TimeSpan.FromMilliseconds(90), Long);
        Assert.False(_overload.IsOver);
    }

    [Fact]
    public void IsOver_LineThatStandsForATenthOfASecond_IsTrueUntilItIsShort()
    {
        Observe(Short, Short);
        Observe(TimeSpan.FromMilliseconds(100), Long);
        Assert.True(_overload.IsOver);
        Observe(Short, Short);
        Assert.False(_overload.IsOver);
    }

    [Fact]
    public void IsOver_LineThatComesBackWithinTwoSeconds_IsTrueAtOnce()
    {
        Observe(TimeSpan.FromMilliseconds(100), Long);
        Observe(TimeSpan.FromMilliseconds(1_990), Short);
        Observe(Short, Long);
        Assert.True(_overload.IsOver);

        Observe(TimeSpan.FromSeconds(2), Short);
        Observe(Short, Long);
        Assert.False(_overload.IsOver);
    }

    [Fact]
    public void TryEnter_NoPlaceLeft_IsFalseUntilOneIsGivenBack()
    {
        using Overload one = new(Options.Create(new LimitOptions { ServerConcurrency = 1 }), _time);
        Assert.True(one.TryEnter());
        Assert.False(one.TryEnter());
        one.Leave();
        Assert.True(one.TryEnter());
    }

    private void Observe(TimeSpan after, TimeSpan waited)
    {
        _time.Advance(after);
        _overload.Observe(waited);
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;

        public override long GetTimestamp() => _ticks;
    }
}
