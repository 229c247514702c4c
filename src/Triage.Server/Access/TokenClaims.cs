using System.Security.Claims;
using Triage.Storage.Keys;

namespace Triage.Server.Access;

/// <summary>Reads a caller from the claims of a token that is good.</summary>
internal static class TokenClaims
{
    private const int MaxActorChars = 128;

    /// <summary>Roles that tokens can have: a widget's pages have no token, and its key is good from its pages only.</summary>
    public static IReadOnlyDictionary<string, Roles> RoleNames { get; } =
        KeyGrant.RoleNames.Where(role => role.Value != Roles.Widget).ToDictionary(role => role.Key, role => role.Value, StringComparer.Ordinal);

    /// <summary>Reads tenant, actor and roles.</summary>
    /// <returns><see langword="false"/> when one is missing or is nothing that we know.</returns>
    public static bool TryRead(ClaimsPrincipal principal, TokenOptions options, out (string Tenant, string Actor, Roles Roles) caller)
    {
        string tenant = options.Tenant.Length > 0 ? options.Tenant : Single(principal, options.TenantClaim);
        string actor = Single(principal, options.ActorClaim);
        Roles roles = principal.FindAll(options.RoleClaim)
            .Aggregate(Roles.None, (roles, claim) => roles | Role(claim.Value, options));
        caller = (tenant, actor, roles);
        return KeyGrant.IsTenant(tenant) && IsActor(actor) && roles != Roles.None;
    }

    private static Roles Role(string name, TokenOptions options)
    {
        string ours = options.Roles.Count == 0 ? name : options.Roles.TryGetValue(name, out string? mapped) ? mapped : "";
        return RoleNames.GetValueOrDefault(ours);
    }

    /// <summary>Gets the value of a claim that must be there once: of two, nobody knows which was checked.</summary>
    private static string Single(ClaimsPrincipal principal, string type)
    {
        string[] values = [.. principal.FindAll(type).Select(claim => claim.Value)];
        return values.Length == 1 ? values[0] : "";
    }

    private static bool IsActor(string actor) =>
        actor.Length is > 0 and <= MaxActorChars && !actor.Any(unit => char.IsControl(unit) || unit is '\u2028' or '\u2029');
}
