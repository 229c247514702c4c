using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Triage.Server.Hosting;
using Triage.Server.Telemetry;

namespace Triage.Server.Tests.Hosting;

public sealed class TextProtectionTests
{
    private const string Addresses = "Microsoft.AspNetCore.Hosting.Diagnostics";

    [Theory]
    [InlineData("--Logging:LogLevel:Default=Trace")]
    [InlineData("--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Trace")]
    [InlineData("--Logging:Console:LogLevel:Default=Trace")]
    [InlineData("--Logging:Console:LogLevel:Microsoft.AspNetCore.Hosting=Information")]
    [InlineData("--Telemetry:Endpoint=http://127.0.0.1:1")]
    public async Task AddTextProtection_AnyLevels_AddressesAreNeverLogged(string setting)
    {
        await using WebApplication app = Build(setting);

        Assert.False(Logger(app, Addresses).IsEnabled(LogLevel.Critical));
        Assert.True(Logger(app, "Triage.Server").IsEnabled(LogLevel.Information));
    }

    [Theory]
    [InlineData("Microsoft.AspNetCore.Cors.Infrastructure.CorsService",
        "--Logging:LogLevel:Microsoft.AspNetCore.Cors=Trace")]
    [InlineData("Microsoft.AspNetCore.Routing.Matching.DfaMatcher",
        "--Logging:LogLevel:Microsoft.AspNetCore.Routing.Matching=Debug")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel.BadRequests", "--Logging:Console:LogLevel:Default=Debug")]
    public async Task AddTextProtection_CategoryThatQuotes_OnlyWarns(string category, string setting)
    {
        await using WebApplication app = Build(setting);

        Assert.False(Logger(app, category).IsEnabled(LogLevel.Information));
        Assert.True(Logger(app, category).IsEnabled(LogLevel.Warning));
    }

    private static WebApplication Build(string setting)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder([setting]);
        builder.Logging.AddTextProtection();
        builder.AddTelemetry();
        return builder.Build();
    }

    private static ILogger Logger(WebApplication app, string category) =>
        app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);
}
