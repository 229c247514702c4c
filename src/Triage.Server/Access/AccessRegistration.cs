using Google.Protobuf.Reflection;
using Microsoft.Extensions.Options;
using Triage.Server.Hosting;
using Triage.Storage.Keys;
using Triage.Storage.Replication;

namespace Triage.Server.Access;

/// <summary>Registers what tells who calls and what they may do.</summary>
internal static class AccessRegistration
{
    public static void AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.SectionName)
            .Configure<IConfiguration>((access, settings) =>
            {
                bool IsSet(string section, string name) => settings.GetSection(section)[name] is { Length: > 0 };
                access.TakesTokens = IsSet(TokenOptions.SectionName, nameof(TokenOptions.Authority));
                access.TakesCertificates = IsSet(TlsOptions.SectionName, nameof(TlsOptions.ClientAuthority));
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        services.AddOptions<LimitOptions>()
            .BindConfiguration(LimitOptions.SectionName)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<LimitBook>();
        services.AddSingleton<Overload>();
        SheddingServer.Add(services);
        services.AddSingleton<KeyStore>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<IKeySink>(provider => provider.GetRequiredService<KeyRing>());
        services.AddSingleton(provider => new KeyNews(
            provider.GetRequiredService<IKeySink>(), () => provider.GetRequiredService<SqlFeed>().Wake()));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LastGoodKeys>(
            provider, provider.GetRequiredService<IOptions<AccessOptions>>().Value.LastGoodFile));
        services.AddSingleton<AccessMetrics>();
        services.AddSingleton<CallerBook>();
        services.AddSingleton<CertificateReader>();
        services.AddTokens(configuration);
    }

    /// <summary>Makes the group of routes whose methods are called as <see cref="AccessTable"/> says.</summary>
    public static IEndpointRouteBuilder UseAccess(this WebApplication app)
    {
        // PERF: the host would else put its own authentication before every call: 0.5 kB and 3 % of a decision.
        // Tokens are read where a call needs one.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        app.UseMiddleware<AccessMiddleware>();
        RouteGroupBuilder group = app.MapGroup("");
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            if (endpoint.Metadata.OfType<MethodDescriptor>().FirstOrDefault() is { } method)
            {
                endpoint.Metadata.Add(AccessTable.Of(method) with
                {
                    IsStream = method.IsClientStreaming || method.IsServerStreaming,
                });
            }
        });
        return group;
    }
}
