using System.Net;
using Microsoft.Extensions.Options;

namespace Triage.Server.Hosting;

/// <summary>Checks both addresses and names every bad one.</summary>
internal sealed class ListenOptionsValidator : IValidateOptions<ListenOptions>
{
    public ValidateOptionsResult Validate(string? name, ListenOptions options)
    {
        List<string> faults = [];
        IPEndPoint? http = Check(nameof(ListenOptions.Http), options.Http, faults);
        IPEndPoint? grpc = Check(nameof(ListenOptions.Grpc), options.Grpc, faults);
        if (http is { Port: not 0 } && http.Equals(grpc))
        {
            faults.Add($"{ListenOptions.SectionName}: expected two different addresses, got {options.Http} twice");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IPEndPoint? Check(string key, string address, List<string> faults)
    {
        // IPEndPoint reads "127.0.0.1" as port 0: a port that is left out is a mistake here.
        if (IPEndPoint.TryParse(address, out IPEndPoint? endPoint)
            && address.EndsWith($":{endPoint.Port}", StringComparison.Ordinal))
        {
            return endPoint;
        }

        faults.Add(
            $"{ListenOptions.SectionName}:{key}: expected an IP address and a port such as 127.0.0.1:8080 or "
            + $"[::]:8080, got '{address}'");
        return null;
    }
}
