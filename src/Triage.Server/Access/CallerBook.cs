using System.Collections.Concurrent;
using Triage.Storage.Keys;

namespace Triage.Server.Access;

/// <summary>Who a caller is by a token or a certificate.</summary>
/// <param name="Tenant">Whose policies, channels and decisions.</param>
/// <param name="Actor">Who, for the audit.</param>
/// <param name="Roles">What they may do.</param>
internal readonly record struct CallerName(string Tenant, string Actor, Roles Roles)
{
    private const int MaxActorChars = 128;

    /// <summary>Gets whether nothing is missing, and everything can be written into the audit.</summary>
    public bool IsGood => KeyGrant.IsTenant(Tenant) && Actor.Length is > 0 and <= MaxActorChars && Roles != Roles.None
        && !Actor.Any(unit => char.IsControl(unit) || unit is '\u2028' or '\u2029');
}

/// <summary>The callers that tokens and certificates stand for: the same for all of a caller's, so that a new one is
/// no new limit.</summary>
internal sealed class CallerBook(LimitBook limits)
{
    /// <summary>How many are kept; when there are more, all are made anew.</summary>
    private const int MaxKept = 10_000;

    private readonly ConcurrentDictionary<CallerName, CallerContext> _callers = new();

    public CallerContext Get(CallerName name)
    {
        if (_callers.Count >= MaxKept)
        {
            _callers.Clear();
        }

        return _callers.GetOrAdd(
            name,
            static (name, limits) =>
                new CallerContext(name.Tenant, name.Actor, name.Roles, limits.For(name.Tenant, name.Roles)),
            limits);
    }
}
