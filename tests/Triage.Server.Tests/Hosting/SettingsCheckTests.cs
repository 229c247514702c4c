using Triage.Server.Hosting;

namespace Triage.Server.Tests.Hosting;

public sealed class SettingsCheckTests
{
    [Fact]
    public void Known_EveryOptionsClassWithASection_IsAmongThem()
    {
        IEnumerable<Type> withSection = new[] { typeof(SettingsCheck), typeof(Rpc.RpcOptions) }
            .SelectMany(type => type.Assembly.GetTypes())
            .Where(
                type =>
                    type.Name.EndsWith("Options", StringComparison.Ordinal)
                        && type.GetField("SectionName") is not null);
        Assert.Equal(
            withSection.Select(type => type.Name).Order(StringComparer.Ordinal),
            SettingsCheck.Known.Select(known => known.Options.Name).Order(StringComparer.Ordinal));
    }
}
