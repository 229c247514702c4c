using System.Reflection;
using Triage.Server.Hosting;

namespace Triage.Server.Tests.Hosting;

public sealed class SettingsCheckTests
{
    private static readonly string Root = typeof(SettingsCheckTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    [Fact]
    public void Known_EverySetting_StandsInTheReadme()
    {
        string readme = File.ReadAllText(Path.Combine(Root, "README.md"));
        IEnumerable<string> settings = SettingsCheck.Known
            .SelectMany(known => SettingsCheck.SettingsOf(known.Options).Select(name => $"{known.Section}:{name}"));
        Assert.All(settings, setting => Assert.True(
            readme.Contains($"| `{setting}` |", StringComparison.Ordinal),
            $"README.md, Settings: expected a row for {setting}"));
    }

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
