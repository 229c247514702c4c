using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Triage.Rpc;
using Triage.Storage.Keys;

namespace Triage.Server.Access;

/// <summary>Finds out who calls, and refuses who may not. Waits for nothing.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, IOptions<AccessOptions> options, KeyRing keys, AccessMetrics metrics)
{
    private const string Scheme = "Bearer ";
    private const string KeyHeader = "x-api-key";

    private readonly bool _isRequired = options.Value.IsRequired;

    public Task InvokeAsync(HttpContext http)
    {
        // Pages of the host, such as /healthz, are nobody's secret.
        if (http.GetEndpoint()?.Metadata.GetMetadata<MethodAccess>() is not { } method)
        {
            return next(http);
        }

        if (Admit(http, method, out CallerContext? caller) is { } refusal)
        {
            Refuse(http, refusal);
            return Task.CompletedTask;
        }

        http.Features.Set(caller);
        return next(http);
    }

    private AccessRefusal? Admit(HttpContext http, MethodAccess method, out CallerContext? caller)
    {
        caller = CallerContext.Local;
        if (!_isRequired || method.IsOpen)
        {
            return null;
        }

        AccessRefusal? refusal = Authenticate(http.Request.Headers, out caller);
        return refusal is null && (caller!.Role & method.Roles) == Roles.None ? AccessRefusal.Role : refusal;
    }

    private AccessRefusal? Authenticate(IHeaderDictionary headers, out CallerContext? caller)
    {
        string credential = headers.Authorization.ToString();
        ReadOnlySpan<char> text = credential.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? credential.AsSpan(Scheme.Length).Trim()
            : headers.TryGetValue(KeyHeader, out StringValues key) ? key.ToString() : "";
        if (text.IsEmpty)
        {
            caller = null;
            return AccessRefusal.NoCredential;
        }

        return keys.Authenticate(text, headers.Origin.ToString(), out caller);
    }

    private void Refuse(HttpContext http, AccessRefusal refusal)
    {
        metrics.Count(refusal);
        if (refusal.Failure.StatusCode == StatusCode.Unauthenticated)
        {
            http.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        }

        RpcErrorResponse.Write(http, refusal.Failure);
    }
}
