using System.Net;
using Microsoft.Extensions.Options;
using Triage.Core.Routing.Escalating;
using Triage.Server.Hosting;

namespace Triage.Server.Signing;

/// <summary>Checks the keys and names every bad one, never its secret.</summary>
internal sealed class DecisionIdOptionsValidator(IConfiguration configuration) : IValidateOptions<DecisionIdOptions>
{
    private static readonly TimeSpan MinLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(365);

    public ValidateOptionsResult Validate(string? name, DecisionIdOptions options)
    {
        List<string> faults = [];
        if (options.Lifetime < MinLifetime || options.Lifetime > MaxLifetime)
        {
            faults.Add(
                $"{DecisionIdOptions.SectionName}:Lifetime: expected 1 minute to 365 days, got {options.Lifetime}");
        }

        HashSet<int> ids = [];
        for (int i = 0; i < options.Keys.Count; i++)
        {
            string field = $"{DecisionIdOptions.SectionName}:Keys:{i}";
            DecisionIdOptions.SigningKey key = options.Keys[i];
            if (key.Id is < 0 or > byte.MaxValue || !ids.Add(key.Id))
            {
                faults.Add($"{field}:Id: expected a number of its own from 0 to 255, got {key.Id}");
            }

            Span<byte> secret = new byte[key.Secret.Length];
            if (!Convert.TryFromBase64String(key.Secret, secret, out int length)
                || length < DecisionIdKey.MinSecretBytes)
            {
                faults.Add(
                    $"{field}:Secret: expected at least {DecisionIdKey.MinSecretBytes} bytes in base64, got other "
                    + "or fewer");
            }
        }

        // Read here and not as options: a bad address is to be named once, by its own validator.
        ListenOptions listen = configuration.GetSection(ListenOptions.SectionName).Get<ListenOptions>() ?? new();
        if (options.Keys.Count == 0 && !(IsLoopback(listen.Http) && IsLoopback(listen.Grpc)))
        {
            faults.Add(
                $"{DecisionIdOptions.SectionName}:Keys: expected at least one key when the service listens beyond "
                + "loopback, got none (make a secret with: openssl rand -base64 32)");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <remarks>An address that cannot be read is refused as such, not here.</remarks>
    private static bool IsLoopback(string address) =>
        !IPEndPoint.TryParse(address, out IPEndPoint? endPoint) || IPAddress.IsLoopback(endPoint.Address);
}
