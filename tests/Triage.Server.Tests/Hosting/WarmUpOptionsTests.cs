using Triage.Server.Hosting;

namespace Triage.Server.Tests.Hosting;

public sealed class WarmUpOptionsTests
{
    [Fact]
    public void Defaults_LimitIsFourSeconds() => Assert.Equal(TimeSpan.FromSeconds(4), new WarmUpOptions().Limit);
}
