using System.Security.Claims;

namespace Triage.Server.Access;

/// <summary>Reads a caller from the claims of a token that is good.</summary>
internal static class TokenClaims
{
    /// <summary>Reads tenant, actor and roles.</summary>
    /// <returns><see langword="false"/> when one is missing or is nothing that we know.</returns>
    public static bool TryRead(ClaimsPrincipal principal, TokenOptions options, out CallerName caller)
    {
        caller = new CallerName(
            options.Tenant.Length > 0 ? options.Tenant : Single(principal, options.TenantClaim),
            Single(principal, options.ActorClaim),
            CallerRoles.Find(principal.FindAll(options.RoleClaim).Select(claim => claim.Value), options.Roles));
        return caller.IsGood;
    }

    /// <summary>Gets the value of a claim that must be there once: of two, nobody knows which was checked.</summary>
    private static string Single(ClaimsPrincipal principal, string type)
    {
        string[] values = [.. principal.FindAll(type).Select(claim => claim.Value)];
        return values.Length == 1 ? values[0] : "";
    }
}
