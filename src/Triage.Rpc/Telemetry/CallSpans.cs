using System.Diagnostics;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;

namespace Triage.Rpc.Telemetry;

/// <summary>Opens the span of each call that is to be kept: those that their callers trace, and a share of the
/// others.</summary>
/// <remarks>PERF: the host's own spans would be made for every request and then dropped: an object, two ids and an
/// execution context, 1.5 µs. A call that is not kept allocates 0 B here.</remarks>
/// <param name="next">What answers the call.</param>
/// <param name="ratio">Share of calls that no caller decided on, in [0, 1].</param>
internal sealed class CallSpans(RequestDelegate next, double ratio) : IDisposable
{
    private readonly ActivitySource _spans = new(RpcTelemetry.SourceName);

    public Task InvokeAsync(HttpContext http) =>
        IsKept(http.Request.Headers.TraceParent, out ActivityContext caller)
        && http.GetEndpoint()?.Metadata.GetMetadata<MethodDescriptor>() is { } method
            ? TraceAsync(http, method, caller)
            : next(http);

    public void Dispose() => _spans.Dispose();

    private async Task TraceAsync(HttpContext http, MethodDescriptor method, ActivityContext caller)
    {
        string name = $"{method.Service.FullName}/{method.Name}";
        using Activity? span = _spans.StartActivity(name, ActivityKind.Server, caller);
        span?.SetTag(RpcTelemetry.MethodAttribute, name);
        await next(http);
    }

    /// <remarks>Its other headers, tracestate and baggage, callers write freely: they are not read.</remarks>
    private bool IsKept(string? parent, out ActivityContext caller) =>
        ActivityContext.TryParse(parent, traceState: null, isRemote: true, out caller)
            ? caller.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            : Random.Shared.NextDouble() < ratio;
}
