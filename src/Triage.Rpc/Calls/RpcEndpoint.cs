using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Triage.Rpc.Binding;

namespace Triage.Rpc.Calls;

/// <summary>The endpoint of one method: every protocol, from the request's headers to the end of the
/// response.</summary>
internal sealed class RpcEndpoint(MethodHandler handler, RpcRuntime runtime)
{
    private readonly CallFactory _calls = new(handler.Method, runtime);

    public Task HandleAsync(HttpContext http) =>
        _calls.TryCreate(http) is { } call ? RunAsync(call) : Task.CompletedTask;

    private async Task RunAsync(ServerCall call)
    {
        using ServerCall _ = call;
        RpcException? failure = null;
        long start = runtime.Instruments?.Begin() ?? 0;
        try
        {
            if (handler.Method.IsClientStreaming)
            {
                AllowPauses(call.Http);
            }

            call.Begin();
            await handler.InvokeAsync(call);
            if (call.Status.StatusCode != StatusCode.OK)
            {
                failure = new RpcException(call.Status);
            }
        }
        catch (Exception e)
        {
            failure = call.Translate(e);
        }

        call.End(failure);
        runtime.Instruments?.End(call, start, failure?.StatusCode ?? StatusCode.OK);
    }

    /// <summary>A stream of requests may be silent for long; Kestrel asks 240 bytes a second of a body by
    /// default.</summary>
    private static void AllowPauses(HttpContext http)
    {
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }
}
