using System.Buffers;

namespace Triage.Storage.Keys;

/// <summary>What a key allows, to whom. A key that replaces another has the same grant.</summary>
/// <param name="Tenant">Whose policies, channels and decisions.</param>
/// <param name="Role">One role.</param>
/// <param name="Name">Who uses it: the actor in the audit.</param>
/// <param name="Origins">The pages that may use it, such as "https://shop.example", with blanks between; of widgets
/// only.</param>
/// <param name="RequestsPerSecond">Queries a second; null: that of the settings.</param>
/// <param name="Concurrency">Calls at a time; null: that of the settings.</param>
public sealed record KeyGrant(
    string Tenant, Roles Role, string Name, string Origins, int? RequestsPerSecond, int? Concurrency)
{
    private const int MaxTenantChars = 64;
    private const int MaxNameChars = 64;
    private const int MaxOrigins = 16;

    private static readonly SearchValues<char> TenantChars =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly SearchValues<char> NameChars =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .@+-_:/");

    /// <summary>The roles that a key can have, by their names.</summary>
    public static IReadOnlyDictionary<string, Roles> RoleNames { get; } =
        new Dictionary<string, Roles>(StringComparer.Ordinal)
        {
            ["caller"] = Roles.Caller,
            ["widget"] = Roles.Widget,
            ["analyst"] = Roles.Analyst,
            ["approver"] = Roles.Approver,
            ["admin"] = Roles.Admin,
        };

    /// <summary>Gets the origins one by one.</summary>
    public string[] OriginList => Origins.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static string RoleName(Roles role) => RoleNames.Single(named => named.Value == role).Key;

    /// <summary>Tells whether a text can name a tenant.</summary>
    public static bool IsTenant(string text) =>
        text.Length is > 0 and <= MaxTenantChars && !text.AsSpan().ContainsAnyExcept(TenantChars);

    /// <summary>Tells whether a text can name an actor: short, printable, on one line.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= MaxNameChars && !text.AsSpan().ContainsAnyExcept(NameChars);

    /// <summary>Finds every fault.</summary>
    /// <returns>Each with the field, what was expected and what was found.</returns>
    public IReadOnlyList<(string Field, string Description)> Validate()
    {
        List<(string Field, string Description)> faults = [];
        if (!IsTenant(Tenant))
        {
            faults.Add(("tenant", $"expected 1 to {MaxTenantChars} characters of a-z, 0-9, '-' and '_'"));
        }

        if (!RoleNames.Values.Contains(Role))
        {
            faults.Add(("role", $"expected one of {string.Join(", ", RoleNames.Keys)}"));
        }

        if (!IsName(Name))
        {
            faults.Add(("name", $"expected 1 to {MaxNameChars} letters, digits, blanks and .@+-_:/"));
        }

        faults.AddRange(OriginFaults());
        if (RequestsPerSecond is <= 0)
        {
            faults.Add(("requests_per_second", $"expected 1 or more, got {RequestsPerSecond}"));
        }

        if (Concurrency is <= 0)
        {
            faults.Add(("concurrency", $"expected 1 or more, got {Concurrency}"));
        }

        return faults;
    }

    private IEnumerable<(string Field, string Description)> OriginFaults()
    {
        string[] origins = OriginList;
        if (Role == Roles.Widget && origins.Length is 0 or > MaxOrigins)
        {
            yield return ("origins", $"expected 1 to {MaxOrigins} for a widget's key, which only their pages may use");
        }

        if (Role != Roles.Widget && origins.Length > 0)
        {
            yield return ("origins", "expected none: only a widget's key is used by pages");
        }

        foreach (string origin in origins.Where(origin => !IsOrigin(origin)))
        {
            yield return (
                "origins", $"expected an origin as browsers send it, such as https://shop.example, got '{origin}'");
        }
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        && uri.Scheme is "http" or "https"
        && uri.GetLeftPart(UriPartial.Authority) == text
        && uri.UserInfo.Length == 0;
}
