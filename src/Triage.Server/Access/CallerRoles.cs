using Triage.Storage.Keys;

namespace Triage.Server.Access;

/// <summary>What the names of roles in tokens and certificates mean.</summary>
internal static class CallerRoles
{
    /// <summary>Gets the roles that they can have: a widget's pages have neither, and its key is good from its pages
    /// only.</summary>
    public static IReadOnlyDictionary<string, Roles> Names { get; } = KeyGrant.RoleNames
        .Where(role => role.Value != Roles.Widget)
        .ToDictionary(role => role.Key, role => role.Value, StringComparer.Ordinal);

    /// <summary>Finds the roles that names stand for; unknown names stand for none.</summary>
    /// <param name="names">As the issuer writes them.</param>
    /// <param name="ours">What they are called here; empty when they are called the same.</param>
    public static Roles Find(IEnumerable<string> names, IDictionary<string, string> ours) => names
        .Select(name => ours.Count == 0 ? name : ours.TryGetValue(name, out string? mapped) ? mapped : "")
        .Aggregate(Roles.None, (roles, name) => roles | Names.GetValueOrDefault(name));

    /// <summary>Checks what a setting says that names mean.</summary>
    /// <returns>The faults.</returns>
    public static IEnumerable<string> CheckNames(string setting, IDictionary<string, string> ours) => ours
        .Where(role => !Names.ContainsKey(role.Value))
        .Select(role => $"{setting}:{role.Key}: expected one of {string.Join(", ", Names.Keys)}, got '{role.Value}'");
}
