using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;
using Triage.Rpc.Telemetry;

namespace Triage.Server.Telemetry;

/// <summary>Registers what is measured, and what sends it when there is a collector.</summary>
internal static class TelemetryRegistration
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.SectionName)
            .Configure<IConfiguration>(AddStandardEndpoint)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TelemetryOptions>, TelemetryOptionsValidator>();
        builder.Services.AddSingleton<DecisionMetrics>();
        builder.Services.AddHostedService<PolicySwaps>();

        TelemetryOptions options =
            builder.Configuration.GetSection(TelemetryOptions.SectionName).Get<TelemetryOptions>() ?? new();
        AddStandardEndpoint(options, builder.Configuration);
        if (options.Endpoint.Length == 0 || new TelemetryOptionsValidator().Validate(name: null, options).Failed)
        {
            return;
        }

        builder.Services.AddRpcTelemetry();
        builder.Services.AddHostedService<TelemetryExporter>();
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.SetResourceBuilder(TelemetryResource.Of(options));
            logs.AddOtlpExporter(exporter => OtlpExport.Configure(exporter, options, "logs"));
        });

        // State changes and faults leave, whatever the console is set to;
        // the framework's own messages may quote requests.
        builder.Logging.AddFilter<OpenTelemetryLoggerProvider>(category: null, LogLevel.Warning);
        builder.Logging.AddFilter<OpenTelemetryLoggerProvider>("Triage", LogLevel.Information);
    }

    /// <summary>Opens the spans of calls, when there is a collector.</summary>
    public static void UseTelemetry(this WebApplication app)
    {
        TelemetryOptions options = app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value;
        if (options.Endpoint.Length > 0)
        {
            app.UseRpcSpans(options.SampleRatio);
        }
    }

    private static void AddStandardEndpoint(TelemetryOptions options, IConfiguration configuration)
    {
        if (options.Endpoint.Length == 0)
        {
            options.Endpoint = configuration[TelemetryOptions.StandardEndpoint] ?? "";
        }
    }
}
