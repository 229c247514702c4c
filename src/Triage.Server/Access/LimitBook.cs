using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Triage.Storage.Keys;

namespace Triage.Server.Access;

/// <summary>Makes the limits of callers; those of a tenant are one for all its callers.</summary>
internal sealed class LimitBook(IOptions<LimitOptions> options)
{
    private readonly LimitOptions _options = options.Value;
    private readonly ConcurrentDictionary<string, LimitPair> _tenants = new(StringComparer.Ordinal);

    /// <summary>Makes the limits of a caller.</summary>
    /// <param name="tenant">Its tenant.</param>
    /// <param name="role">Its role.</param>
    /// <param name="requestsPerSecond">A limit of its own; null: that of the settings.</param>
    /// <param name="concurrency">A limit of its own; null: that of the settings.</param>
    public CallerLimits For(string tenant, Roles role, int? requestsPerSecond = null, int? concurrency = null)
    {
        bool isWidget = role == Roles.Widget;
        LimitPair own = new(
            requestsPerSecond ?? (isWidget ? _options.WidgetRequestsPerSecond : _options.KeyRequestsPerSecond),
            concurrency ?? (isWidget ? _options.WidgetConcurrency : _options.KeyConcurrency));
        LimitPair shared = _tenants.GetOrAdd(
            tenant,
            static (_, options) => new LimitPair(options.TenantRequestsPerSecond, options.TenantConcurrency),
            _options);
        return new CallerLimits(own, shared);
    }
}
