using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Triage.Rpc.Tests;

public sealed class RpcOptionsTests
{
    [Fact]
    public void Defaults_AreThoseOfTheDocumentation()
    {
        var options = new RpcOptions();

        Assert.Equal(4_194_304, options.MaxReceiveMessageBytes);
        Assert.Equal(4_194_304, options.MaxInflatedMessageBytes);
        Assert.Equal(4_194_304, options.MaxSendMessageBytes);
        Assert.Equal(16_384, options.CompressAboveBytes);
        Assert.Equal(64, options.MaxJsonDepth);
    }

    [Fact]
    public async Task Start_SeveralValuesOutOfRange_FailsNamingEach()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRpc(options =>
        {
            options.MaxReceiveMessageBytes = 0;
            options.MaxJsonDepth = 1_000;
        });
        await using WebApplication app = builder.Build();

        OptionsValidationException failure =
            await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync());

        Assert.Contains(nameof(RpcOptions.MaxReceiveMessageBytes), failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(RpcOptions.MaxJsonDepth), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_InConfiguration_AreBound()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["Rpc:MaxSendMessageBytes"] = "2048";
        builder.Services.AddRpc();
        using ServiceProvider services = builder.Services.BuildServiceProvider();

        Assert.Equal(2_048, services.GetRequiredService<IOptions<RpcOptions>>().Value.MaxSendMessageBytes);
    }
}
