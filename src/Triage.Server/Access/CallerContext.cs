using Microsoft.AspNetCore.Http.Features;
using Triage.Rpc;
using Triage.Storage.Keys;

namespace Triage.Server.Access;

/// <summary>Who calls. Made once for each key; a call only points to it.</summary>
/// <param name="Tenant">Whose policies, channels and decisions.</param>
/// <param name="Actor">Who, for the audit.</param>
/// <param name="Role">What they may do: a token may name several roles.</param>
/// <param name="Limits">How much they may ask for.</param>
internal sealed record CallerContext(string Tenant, string Actor, Roles Role, CallerLimits Limits)
{
    /// <summary>Gets what is cancelled once the key is good no more: streams that are open break off.</summary>
    public CancellationToken Ended { get; init; }

    /// <summary>Gets the caller of a service that authenticates nobody.</summary>
    public static CallerContext Local { get; } = new("default", "local", Roles.Admin, CallerLimits.None);
}

/// <summary>The caller of a call.</summary>
internal static class CallerContextExtensions
{
    /// <summary>Gets who calls. Every method is reached through <see cref="AccessMiddleware"/>,
    /// which knows. Allocates 0 B.</summary>
    public static CallerContext GetCaller(this ServerCallContext call) =>
        call.GetHttpContext().Features.GetRequiredFeature<CallerContext>();

    /// <summary>Counts the queries of a call, of which <see cref="AccessMiddleware"/> has counted the first, before any
    /// is decided.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: they are more than the caller's limits allow.</exception>
    public static void CountQueries(this ServerCallContext call, int queries, AccessMetrics metrics)
    {
        if (call.GetCaller().Limits.CountFurther(queries - 1) is { } refusal)
        {
            metrics.Count(refusal.Reason);
            refusal.WriteHeaders(call.GetHttpContext().Response.Headers);
            throw new RpcException(refusal.Failure.Status, refusal.Failure.Details);
        }
    }
}
