using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Triage.Rpc;

namespace Triage.Server.Access;

/// <summary>Which pages may call the service from a browser: those of widgets' keys, or of this machine while nobody is
/// authenticated.</summary>
/// <remarks>Before a browser sends the key it asks whether the page may: known is then only that some widget's key is
/// for it. That it is this one is checked with the key.</remarks>
internal static class AccessCors
{
    private static readonly TimeSpan PreflightMaxAge = TimeSpan.FromHours(1);

    public static void AddAccessCors(this IServiceCollection services)
    {
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<KeyRing, IOptions<AccessOptions>>((cors, keys, access) =>
        {
            Func<string, bool> isAllowed = access.Value.IsRequired ? keys.IsKnownOrigin : IsLoopback;
            cors.AddDefaultPolicy(policy => policy
                .SetIsOriginAllowed(isAllowed)
                .WithMethods(HttpMethods.Get, HttpMethods.Post)
                .AllowAnyHeader()
                .WithExposedHeaders([.. RpcHeaders.Response, "retry-after"])
                .SetPreflightMaxAge(PreflightMaxAge));
        });
    }

    /// <remarks>PERF: only browsers send an origin; CORS makes 0.4 kB for each request. Its own registration would
    /// compile an expression tree, which takes 4 MB.</remarks>
    public static void UseAccessCors(this WebApplication app) =>
        app.UseWhen(http => http.Request.Headers.Origin.Count > 0, pages => pages.Use(next =>
        {
            ICorsPolicyProvider policies = app.Services.GetRequiredService<ICorsPolicyProvider>();
            CorsMiddleware cors = new(
                next,
                app.Services.GetRequiredService<ICorsService>(),
                app.Services.GetRequiredService<ILoggerFactory>());
            AccessMetrics metrics = app.Services.GetRequiredService<AccessMetrics>();
            return async http =>
            {
                await cors.Invoke(http, policies);
                if (IsPreflight(http.Request)
                    && !http.Response.Headers.ContainsKey(HeaderNames.AccessControlAllowOrigin))
                {
                    metrics.Count(AccessRefusal.Origin.Reason);
                }
            };
        }));

    private static bool IsPreflight(HttpRequest request) => HttpMethods.IsOptions(request.Method)
        && request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod);

    private static bool IsLoopback(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && uri.IsLoopback && uri.Scheme is ("http" or "https");
}
