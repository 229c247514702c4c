using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Triage.Rpc.Errors;

namespace Triage.Rpc.Calls;

/// <summary>Answers gRPC calls of methods that are not ours by status UNIMPLEMENTED. All other requests for unknown
/// paths are none of its business: HTTP 404 is what Connect expects.</summary>
internal sealed class UnknownMethodEndpoint : IRouteConstraint
{
    private const string Grpc = "application/grpc";

    public static Task HandleAsync(HttpContext http)
    {
        RpcErrorResponse.Write(http, Faults.Unimplemented(http.Request.Path.Value ?? ""));
        return Task.CompletedTask;
    }

    public bool Match(
        HttpContext? httpContext,
        IRouter? route,
        string routeKey,
        RouteValueDictionary values,
        RouteDirection routeDirection) =>
        httpContext is not null
        && HttpMethods.IsPost(httpContext.Request.Method)
        && httpContext.Request.ContentType is { } type
        && type.StartsWith(Grpc, StringComparison.OrdinalIgnoreCase);
}
