using Microsoft.Extensions.Options;

namespace Triage.Server.Telemetry;

/// <summary>Checks the address and the protocol of the collector.</summary>
internal sealed class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>
{
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options)
    {
        List<string> faults = [];
        if (options.Endpoint.Length > 0 && !IsEndpoint(options.Endpoint))
        {
            // Not quoted: an address may carry a password.
            faults.Add(
                $"{TelemetryOptions.SectionName}:Endpoint: expected an address such as http://127.0.0.1:4317, "
                + "got something else");
        }

        if (options.Protocol is not (OtlpExport.Grpc or OtlpExport.HttpProtobuf))
        {
            faults.Add(
                $"{TelemetryOptions.SectionName}:Protocol: expected {OtlpExport.Grpc} or {OtlpExport.HttpProtobuf}, "
                + $"got '{options.Protocol}'");
        }

        if (options.Headers.Length > 0 && !options.Headers.Split(',').All(IsHeader))
        {
            faults.Add($"{TelemetryOptions.SectionName}:Headers: expected name=value,name=value, got something else");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsEndpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
            && uri.Scheme is "http" or "https"
            && uri.UserInfo.Length == 0;

    private static bool IsHeader(string pair) => pair.IndexOf('=', StringComparison.Ordinal) > 0;
}
