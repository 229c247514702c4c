using Microsoft.Extensions.Options;
using Triage.Server.Hosting;

namespace Triage.Server.Tests.Hosting;

public sealed class ListenOptionsTests
{
    [Fact]
    public void Defaults_AreLoopback8080And8081()
    {
        ListenOptions options = new();
        Assert.Equal(("127.0.0.1:8080", "127.0.0.1:8081"), (options.Http, options.Grpc));
    }

    [Theory]
    [InlineData("127.0.0.1:8080")]
    [InlineData("0.0.0.0:80")]
    [InlineData("[::1]:8080")]
    [InlineData("[::]:0")]
    public void Validate_AddressAndPort_IsGood(string address) =>
        Assert.True(Validate(new ListenOptions { Http = address }).Succeeded);

    [Theory]
    [InlineData("")]
    [InlineData("8080")]
    [InlineData("127.0.0.1")]
    [InlineData("localhost:8080")]
    [InlineData("127.0.0.1:70000")]
    [InlineData("http://127.0.0.1:8080")]
    public void Validate_AnythingElse_NamesTheSetting(string address)
    {
        ValidateOptionsResult result = Validate(new ListenOptions { Grpc = address });
        string failure = Assert.Single(result.Failures!);
        Assert.StartsWith("Listen:Grpc: expected an IP address and a port", failure, StringComparison.Ordinal);
        Assert.EndsWith($"got '{address}'", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SameAddressTwice_IsRefusedUnlessThePortIsFree()
    {
        Assert.True(Validate(new ListenOptions { Http = "127.0.0.1:9", Grpc = "127.0.0.1:9" }).Failed);
        Assert.True(Validate(new ListenOptions { Http = "127.0.0.1:0", Grpc = "127.0.0.1:0" }).Succeeded);
    }

    private static ValidateOptionsResult Validate(ListenOptions options) =>
        new ListenOptionsValidator().Validate(null, options);
}
