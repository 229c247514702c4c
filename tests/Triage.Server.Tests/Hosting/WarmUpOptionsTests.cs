using Triage.Server.Hosting;

namespace Triage.Server.Tests.Hosting;

public sealed class WarmUpOptionsTests
{
    [Fact]
    public void Defaults_LimitIsThreeSeconds() => Assert.Equal(TimeSpan.FromSeconds(3), new WarmUpOptions().Limit);
}
