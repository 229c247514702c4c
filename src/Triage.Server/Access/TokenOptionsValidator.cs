using Microsoft.Extensions.Options;
using Triage.Storage.Keys;

namespace Triage.Server.Access;

/// <summary>Checks how tokens are read, and names every bad setting.</summary>
internal sealed class TokenOptionsValidator : IValidateOptions<TokenOptions>
{
    public ValidateOptionsResult Validate(string? name, TokenOptions options)
    {
        if (!options.IsOn)
        {
            return ValidateOptionsResult.Success;
        }

        List<string> faults = [];
        if (!Uri.TryCreate(options.Authority, UriKind.Absolute, out Uri? issuer)
            || !(issuer.Scheme == Uri.UriSchemeHttps || (issuer.Scheme == Uri.UriSchemeHttp && issuer.IsLoopback)))
        {
            faults.Add(
                $"{TokenOptions.SectionName}:Authority: expected an https address (http on loopback only), "
                + $"got '{options.Authority}'");
        }

        if (options.Audience.Length == 0)
        {
            faults.Add($"{TokenOptions.SectionName}:Audience: expected what tokens must be made for, got none");
        }

        if (options.Tenant.Length > 0 && !KeyGrant.IsTenant(options.Tenant))
        {
            faults.Add(
                $"{TokenOptions.SectionName}:Tenant: expected the name of a tenant: a-z, 0-9, '-' and '_', "
                + $"got '{options.Tenant}'");
        }

        faults.AddRange(CallerRoles.CheckNames($"{TokenOptions.SectionName}:{nameof(options.Roles)}", options.Roles));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
