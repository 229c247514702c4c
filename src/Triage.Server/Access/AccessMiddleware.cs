using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Triage.Rpc;
using Triage.Storage.Keys;

namespace Triage.Server.Access;

/// <summary>Finds out who calls, and refuses who may not or asks for too much.</summary>
internal sealed class AccessMiddleware(
    RequestDelegate next,
    IOptions<AccessOptions> options,
    KeyRing keys,
    IEnumerable<TokenReader> tokenReaders,
    CertificateReader certificates,
    Overload overload,
    AccessMetrics metrics)
{
    private const string Scheme = "Bearer ";
    private const string KeyHeader = "x-api-key";

    private readonly bool _isRequired = options.Value.IsRequired;
    private readonly bool _takesKeys = options.Value.Keys;
    private readonly bool _takesCertificates = options.Value.TakesCertificates;
    private readonly TokenReader? _tokens = tokenReaders.SingleOrDefault();

    /// <remarks>Step 1: is there room? Step 2: who is it? Step 3: may they,
    /// and within their limits? Step 4: go on.</remarks>
    public Task InvokeAsync(HttpContext http)
    {
        Endpoint? endpoint = http.GetEndpoint();
        MethodAccess? method = endpoint?.Metadata.GetMetadata<MethodAccess>();
        if (endpoint is null)
        {
            metrics.Count(AccessMetrics.NoMethod);
            method = _isRequired ? AccessTable.Unknown : null;
        }

        // Pages of the host, such as /healthz, are nobody's secret.
        if (method is null)
        {
            return next(http);
        }

        // Step 1: is there room?
        if (method.IsOpen)
        {
            return PassAsync(http, CallerContext.Local);
        }

        if (overload.IsOver)
        {
            return RefuseAsync(http, AccessRefusal.ServerQueue);
        }

        // Step 2: who is it?
        if (!_isRequired)
        {
            return AdmitAsync(http, method, CallerContext.Local);
        }

        ReadOnlySpan<char> credential = Credential(http.Request.Headers, out bool isToken);
        AccessRefusal? refusal;
        CallerContext? caller;
        if (credential.IsEmpty)
        {
            refusal = AccessRefusal.NoCredential;
            return _takesCertificates && http.Connection.ClientCertificate is { } certificate
                && (refusal = certificates.Read(certificate, out caller)) is null
                    ? AdmitAsync(http, method, caller!)
                    : RefuseAsync(http, refusal);
        }

        if (isToken && _tokens is not null && !credential.StartsWith(KeySecret.Prefix, StringComparison.Ordinal))
        {
            return _tokens.TryGet(credential, out refusal, out caller)
                ? refusal is null ? AdmitAsync(http, method, caller!) : RefuseAsync(http, refusal)
                : ReadTokenAsync(http, method);
        }

        if (!_takesKeys)
        {
            return RefuseAsync(http, AccessRefusal.Malformed);
        }

        refusal = keys.Authenticate(credential, http.Request.Headers.Origin.ToString(), out caller);
        return refusal is null ? AdmitAsync(http, method, caller!) : RefuseAsync(http, refusal);
    }

    private async Task ReadTokenAsync(HttpContext http, MethodAccess method)
    {
        (AccessRefusal? refusal, CallerContext? caller) = await _tokens!.ReadAsync(http);
        await (refusal is null ? AdmitAsync(http, method, caller!) : RefuseAsync(http, refusal));
    }

    private Task AdmitAsync(HttpContext http, MethodAccess method, CallerContext caller)
    {
        // Step 3: may they, and within their limits?
        if ((caller.Role & method.Roles) == Roles.None)
        {
            return RefuseAsync(http, AccessRefusal.Role);
        }

        if (caller.Limits.Count() is { } refusal)
        {
            return RefuseAsync(http, refusal);
        }

        // Step 4: go on.
        return caller.Limits.BoundsConcurrency || overload.BoundsConcurrency
            ? PassCountedAsync(http, method, caller)
            : GoOnAsync(http, method, caller);
    }

    private Task GoOnAsync(HttpContext http, MethodAccess method, CallerContext caller) =>
        method.IsStream && caller.Ended.CanBeCanceled ? PassUntilEndedAsync(http, caller) : PassAsync(http, caller);

    /// <remarks>The stream of a key that is good no more breaks off; whoever begins another is told why.</remarks>
    private async Task PassUntilEndedAsync(HttpContext http, CallerContext caller)
    {
        await using CancellationTokenRegistration registration = caller.Ended.UnsafeRegister(
            static http => ((HttpContext)http!).Abort(), http);
        await PassAsync(http, caller);
    }

    private Task PassAsync(HttpContext http, CallerContext caller)
    {
        http.Features.Set(caller);
        return next(http);
    }

    private async Task PassCountedAsync(HttpContext http, MethodAccess method, CallerContext caller)
    {
        AccessRefusal? refusal = caller.Limits.TryEnter(out RateLimitLease? keyPlace, out RateLimitLease? tenantPlace);
        bool isCounted = refusal is null && !method.IsStream && overload.TryEnter();
        try
        {
            if (refusal is null && !method.IsStream && !isCounted)
            {
                refusal = AccessRefusal.ServerConcurrency;
            }

            await (refusal is null ? GoOnAsync(http, method, caller) : RefuseAsync(http, refusal));
        }
        finally
        {
            if (isCounted)
            {
                overload.Leave();
            }

            tenantPlace?.Dispose();
            keyPlace?.Dispose();
        }
    }

    /// <summary>Finds what the caller presents. A scheme that is not ours may be a proxy's.</summary>
    private static ReadOnlySpan<char> Credential(IHeaderDictionary headers, out bool isToken)
    {
        string authorization = headers.Authorization.ToString();
        isToken = authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
        return isToken ? authorization.AsSpan(Scheme.Length).Trim()
            : headers.TryGetValue(KeyHeader, out StringValues key) ? key.ToString()
            : [];
    }

    private Task RefuseAsync(HttpContext http, AccessRefusal refusal)
    {
        if (http.GetEndpoint() is not null)
        {
            metrics.Count(refusal.Reason);
        }

        refusal.WriteHeaders(http.Response.Headers);
        RpcErrorResponse.Write(http, refusal.Failure);
        return Task.CompletedTask;
    }
}
