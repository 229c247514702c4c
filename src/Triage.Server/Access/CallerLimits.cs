using System.Threading.RateLimiting;

namespace Triage.Server.Access;

/// <summary>The limits of one caller: those of its key and those of its tenant, which all its keys share.</summary>
/// <param name="key">Of the key or subject.</param>
/// <param name="tenant">Of the tenant.</param>
internal sealed class CallerLimits(LimitPair key, LimitPair tenant)
{
    /// <summary>Gets the limits of those who have none.</summary>
    public static CallerLimits None { get; } = new(LimitPair.None, LimitPair.None);

    /// <summary>Gets whether calls must be counted while they are under way.</summary>
    public bool BoundsConcurrency => key.Concurrency is not null || tenant.Concurrency is not null;

    /// <summary>Counts a call and the first of its queries, or a further query of a stream.</summary>
    /// <returns>Why not; null when it is within the limits.</returns>
    public AccessRefusal? Count() =>
        !key.TryCount() ? AccessRefusal.KeyRate(key.RetryAfterSeconds)
        : !tenant.TryCount() ? AccessRefusal.TenantRate(tenant.RetryAfterSeconds)
        : null;

    /// <summary>Counts the queries of a call beyond the first, before any of them is decided.</summary>
    /// <returns>Why not; null when all may be decided.</returns>
    public AccessRefusal? CountFurther(int queries)
    {
        if (queries <= 0)
        {
            return null;
        }

        if (!key.TryOwe(queries))
        {
            return AccessRefusal.KeyRate(key.RetryAfterSeconds);
        }

        if (!tenant.TryOwe(queries))
        {
            key.Forgive(queries);
            return AccessRefusal.TenantRate(tenant.RetryAfterSeconds);
        }

        return null;
    }

    /// <summary>Takes the places of a call; both are given back when it ends.</summary>
    /// <returns>Why not; null when there are places.</returns>
    public AccessRefusal? TryEnter(out RateLimitLease? keyPlace, out RateLimitLease? tenantPlace)
    {
        tenantPlace = null;
        keyPlace = key.Concurrency?.AttemptAcquire();
        if (keyPlace is { IsAcquired: false })
        {
            return AccessRefusal.KeyConcurrency;
        }

        tenantPlace = tenant.Concurrency?.AttemptAcquire();
        return tenantPlace is { IsAcquired: false } ? AccessRefusal.TenantConcurrency : null;
    }
}
