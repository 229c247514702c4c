using System.Net;
using Microsoft.Extensions.Options;
using Triage.Server.Hosting;

namespace Triage.Server.Access;

/// <summary>Refuses to serve other machines while nobody is asked who they are.</summary>
internal sealed class AccessOptionsValidator(IConfiguration configuration) : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        if (options.IsRequired)
        {
            return ValidateOptionsResult.Success;
        }

        ListenOptions listen = configuration.GetSection(ListenOptions.SectionName).Get<ListenOptions>() ?? new();
        string[] faults =
        [
            .. Check(nameof(ListenOptions.Http), listen.Http),
            .. Check(nameof(ListenOptions.Grpc), listen.Grpc),
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Check(string key, string address)
    {
        if (IPEndPoint.TryParse(address, out IPEndPoint? endPoint) && !IPAddress.IsLoopback(endPoint.Address))
        {
            yield return $"{ListenOptions.SectionName}:{key}: expected a loopback address such as 127.0.0.1:8080 while "
                + $"nobody is authenticated, got '{address}'; set Access:Keys=true and make keys with "
                + "'triage keys create', or set Jwt:Authority or Tls:ClientAuthority";
        }
    }
}
