using System.Threading.RateLimiting;

namespace Triage.Server.Access;

/// <summary>A limit of requests a second and one of calls at a time; either may be missing.</summary>
internal sealed class LimitPair
{
    private readonly TokenBucketRateLimiter? _rate;

    /// <param name="requestsPerSecond">Requests a second, which may all come at once; 0: no limit.</param>
    /// <param name="concurrency">Calls at a time; 0: no limit.</param>
    public LimitPair(int requestsPerSecond, int concurrency)
    {
        // Refilled when it is empty and not by a timer each: there may be a hundred thousand.
        _rate = requestsPerSecond == 0 ? null : new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = requestsPerSecond,
            TokensPerPeriod = requestsPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            AutoReplenishment = false,
            QueueLimit = 0,
        });
        Concurrency = concurrency == 0
            ? null
            : new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = concurrency, QueueLimit = 0 });
    }

    public static LimitPair None { get; } = new(0, 0);

    public ConcurrencyLimiter? Concurrency { get; }

    public bool TryCount()
    {
        if (_rate is null)
        {
            return true;
        }

        _rate.TryReplenish();
        return _rate.AttemptAcquire().IsAcquired;
    }
}
