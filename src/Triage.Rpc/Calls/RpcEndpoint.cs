using Microsoft.AspNetCore.Http;
using Triage.Rpc.Binding;
using Triage.Rpc.Errors;

namespace Triage.Rpc.Calls;

/// <summary>The endpoint of one method: every protocol, from the request's headers to the end of the response.</summary>
internal sealed class RpcEndpoint(MethodHandler handler, RpcRuntime runtime)
{
    public Task HandleAsync(HttpContext http)
    {
        ServerCall? call = CallFactory.TryCreate(http, handler.Method, runtime);
        return call is null ? Task.CompletedTask : RunAsync(call);
    }

    private async Task RunAsync(ServerCall call)
    {
        using ServerCall _ = call;
        RpcException? failure = null;
        try
        {
            call.Begin();
            await handler.InvokeAsync(call);
            if (call.Status.StatusCode != StatusCode.OK)
            {
                failure = new RpcException(call.Status);
            }
        }
        catch (Exception e)
        {
            failure = Failures.Translate(e, call, runtime.Logger);
        }

        call.End(failure);
    }
}
