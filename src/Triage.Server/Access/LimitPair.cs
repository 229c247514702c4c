using System.Runtime.CompilerServices;
using System.Threading.RateLimiting;

namespace Triage.Server.Access;

/// <summary>A limit of queries a second and one of calls at a time; either may be missing. Safe for any thread.
/// </summary>
/// <remarks>
/// A call takes one permit before it is read, so that refusing it is cheap; how many queries it brings is known only
/// then. The others of a batch are owed: until they are paid out of what comes in, nothing else is admitted. So a batch
/// of more than a second allows is served, nobody gets more by batches than one by one, and small calls cannot keep a
/// large one out for ever. Rejected: deciding as many of a batch as there are permits, since each permit would have a
/// thousand queries read; charging no more than a second allows, since the others would be free.
/// </remarks>
internal sealed class LimitPair
{
    private readonly TokenBucketRateLimiter? _rate;
    private readonly int _perSecond;
    private readonly Lock _paying = new();
    private long _owed;

    /// <param name="queriesPerSecond">Queries a second, which may all come at once; 0: no limit.</param>
    /// <param name="concurrency">Calls at a time; 0: no limit.</param>
    public LimitPair(int queriesPerSecond, int concurrency)
    {
        // Refilled when it is empty and not by a timer each: there may be a hundred thousand.
        _perSecond = queriesPerSecond;
        _rate = queriesPerSecond == 0 ? null : new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = queriesPerSecond,
            TokensPerPeriod = queriesPerSecond,
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

    /// <summary>Gets when there is a permit again, in seconds, at least 1.</summary>
    public int RetryAfterSeconds =>
        _rate is null ? 1 : (int)Math.Clamp((Volatile.Read(ref _owed) / _perSecond) + 1, 1, int.MaxValue);

    /// <summary>Counts one query. Allocates 0 B when it is admitted.</summary>
    /// <returns><see langword="false"/> when no permit is left, or some are owed.</returns>
    public bool TryCount()
    {
        if (_rate is null)
        {
            return true;
        }

        if (Volatile.Read(ref _owed) > 0 && !IsPaid(_rate))
        {
            return false;
        }

        _rate.TryReplenish();
        return _rate.AttemptAcquire().IsAcquired;
    }

    /// <summary>Counts the queries of a call beyond the first, which <see cref="TryCount"/> counted. They are owed.
    /// </summary>
    /// <returns><see langword="false"/> when others are owed already.</returns>
    public bool TryOwe(int queries)
    {
        if (_rate is null)
        {
            return true;
        }

        lock (_paying)
        {
            if (_owed > 0 && !IsPaid(_rate))
            {
                return false;
            }

            _owed += queries;
            return true;
        }
    }

    /// <summary>Gives back what was owed for queries that nobody decided.</summary>
    public void Forgive(int queries)
    {
        if (_rate is not null)
        {
            lock (_paying)
            {
                _owed -= queries;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsPaid(TokenBucketRateLimiter rate)
    {
        lock (_paying)
        {
            rate.TryReplenish();
            int paid = (int)Math.Clamp(rate.GetStatistics()!.CurrentAvailablePermits, 0, Math.Max(_owed, 0));
            if (paid > 0 && rate.AttemptAcquire(paid).IsAcquired)
            {
                _owed -= paid;
            }

            return _owed <= 0;
        }
    }
}
