using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Triage.Rpc.Binding;
using Triage.Rpc.Errors;

namespace Triage.Rpc.Calls;

/// <summary>Answers calls of methods that are not ours: gRPC by status UNIMPLEMENTED, all others by HTTP 404, which is
/// what Connect expects, and the same error as JSON. Requests that may be for files of a web site are left alone.</summary>
internal sealed class UnknownMethodEndpoint(RpcServiceRegistry registry) : IRouteConstraint
{
    public Task HandleAsync(HttpContext http)
    {
        string path = http.Request.Path.Value ?? "";
        RpcException failure = Faults.UnknownMethod(path, Known(path));
        if (http.Request.ContentType is { } type && type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase))
        {
            RpcErrorResponse.Write(http, failure);
        }
        else
        {
            RpcErrorResponse.WriteJson(http, failure, StatusCodes.Status404NotFound);
        }

        return Task.CompletedTask;
    }

    public bool Match(
        HttpContext? httpContext,
        IRouter? route,
        string routeKey,
        RouteValueDictionary values,
        RouteDirection routeDirection) =>
        httpContext is not null
        && (HttpMethods.IsPost(httpContext.Request.Method)
            || ServiceName(httpContext.Request.Path.Value ?? "").Contains('.', StringComparison.Ordinal));

    /// <summary>The methods of the service that was meant; the names of all services when none is near.</summary>
    private string Known(string path)
    {
        string name = ServiceName(path);
        ServiceDescriptor? meant = registry.Services.FirstOrDefault(service => IsNear(service, name));
        return meant is null
            ? "a method of " + string.Join(", ", registry.Services.Select(service => service.FullName))
            : "one of " + string.Join(", ", meant.Methods.Select(method => $"/{meant.FullName}/{method.Name}"));
    }

    /// <summary>The same service, whatever the letters' case and the package.</summary>
    private static bool IsNear(ServiceDescriptor service, string name) =>
        name[(name.LastIndexOf('.') + 1)..].Equals(service.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>"package.Service" of "/package.Service/Method".</summary>
    private static string ServiceName(string path)
    {
        int end = path.IndexOf('/', Math.Min(1, path.Length));
        return end < 0 ? path.TrimStart('/') : path[1..end];
    }
}
