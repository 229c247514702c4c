using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Triage.Rpc.Binding;
using Triage.Rpc.Errors;

namespace Triage.Rpc.Calls;

/// <summary>Answers calls of methods that are not ours: gRPC by status UNIMPLEMENTED, all others by HTTP 404, which is
/// what Connect expects, and the same error as JSON.
/// Requests that may be for files of a web site are left alone.</summary>
/// <remarks>PERF: it looks at what nothing else has answered. As a route it would be a second candidate for each call,
/// which then no longer takes the short way through routing.</remarks>
internal sealed class UnknownMethods(RpcServiceRegistry registry) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(call => http => AnswerUnlessFound(call(http), http));
        next(app);
    };

    private Task AnswerUnlessFound(Task call, HttpContext http)
    {
        if (!call.IsCompletedSuccessfully)
        {
            return AnswerUnlessFoundAsync(call, http);
        }

        if (IsUnknown(http))
        {
            Answer(http);
        }

        return call;
    }

    private async Task AnswerUnlessFoundAsync(Task call, HttpContext http)
    {
        await call;
        if (IsUnknown(http))
        {
            Answer(http);
        }
    }

    private static bool IsUnknown(HttpContext http) =>
        http.Response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false }
        && http.GetEndpoint() is null
        && (HttpMethods.IsPost(http.Request.Method)
            || ServiceName(http.Request.Path.Value ?? "").Contains('.', StringComparison.Ordinal));

    private void Answer(HttpContext http)
    {
        string path = http.Request.Path.Value ?? "";
        RpcException failure = Faults.UnknownMethod(path, Known(path));
        if (http.Request.ContentType is { } type
            && type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.StatusCode = StatusCodes.Status200OK;
            RpcErrorResponse.Write(http, failure);
        }
        else
        {
            RpcErrorResponse.WriteJson(http, failure, StatusCodes.Status404NotFound);
        }
    }

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
