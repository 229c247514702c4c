using Triage.Server.Hosting;

namespace Triage.Server.Tests.Hosting;

public sealed class WarmUpOptionsTests
{
    [Fact]
    public void Defaults_LimitIsThreeAndAHalfSeconds() =>
        Assert.Equal(TimeSpan.FromMilliseconds(3_500), new WarmUpOptions().Limit);
}
