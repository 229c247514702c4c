using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Triage.Server.Signing;

namespace Triage.Server.Tests.Signing;

public sealed class DecisionIdOptionsTests
{
    private static readonly string Secret = Convert.ToBase64String(new byte[32]);

    [Fact]
    public void Defaults_AreAsDocumented()
    {
        Assert.Empty(new DecisionIdOptions().Keys);
        Assert.Equal(TimeSpan.FromDays(30), new DecisionIdOptions().Lifetime);
    }

    [Theory]
    [InlineData("127.0.0.1:8081", true)]
    [InlineData("[::1]:8081", true)]
    [InlineData("0.0.0.0:8081", false)]
    public void Validate_NoKey_IsAllowedOnLoopbackOnly(string grpc, bool isAllowed) =>
        Assert.Equal(isAllowed, Validate(new DecisionIdOptions(), grpc).Succeeded);

    [Fact]
    public void Validate_KeyGiven_MayListenAnywhere() =>
        Assert.True(
            Validate(new DecisionIdOptions { Keys = { new() { Id = 1, Secret = Secret } } }, "0.0.0.0:8081").Succeeded);

    [Fact]
    public void Validate_SeveralFaults_AllAreNamedAndNoSecretIs()
    {
        DecisionIdOptions options = new()
        {
            Lifetime = TimeSpan.Zero,
            Keys =
            {
                new() { Id = 1, Secret = Secret },
                new() { Id = 1, Secret = "hush hush" },
                new() { Id = 256, Secret = "c2hvcnQ=" },
            },
        };
        string[] faults = [.. Validate(options, "127.0.0.1:8081").Failures!];
        Assert.Equal(
            [
                "DecisionIds:Lifetime", "DecisionIds:Keys:1:Id", "DecisionIds:Keys:1:Secret",
                "DecisionIds:Keys:2:Id", "DecisionIds:Keys:2:Secret",
            ],
            faults.Select(fault => fault[..fault.IndexOf(": ", StringComparison.Ordinal)]));
        Assert.DoesNotContain(faults, fault => fault.Contains("hush", StringComparison.Ordinal));
    }

    private static ValidateOptionsResult Validate(DecisionIdOptions options, string grpc)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Listen:Grpc"] = grpc }).Build();
        return new DecisionIdOptionsValidator(configuration).Validate(null, options);
    }
}
