using Microsoft.Extensions.Options;
using Triage.Core.Routing.Templates;
using Triage.Storage.Policies;
using Triage.Storage.Replication;
using Triage.Storage.Sql;

namespace Triage.Server.Policies;

/// <summary>Registers what keeps policies and what follows them.</summary>
internal static class PolicyRegistration
{
    public static void AddPolicies(this IServiceCollection services)
    {
        services.AddOptions<PolicyOptions>().BindConfiguration(PolicyOptions.SectionName)
            .ValidateDataAnnotations()
            .Validate(
                options => IsConnectionString(options.Database),
                "Policies:Database: expected a connection string such as "
                + "'Data Source=data/triage.db' or 'Host=127.0.0.1;Database=triage', got something else")
            .Validate(
                options => PolicyTemplates.Names.Contains(options.Template, StringComparer.Ordinal),
                $"Policies:Template: expected one of {string.Join(", ", PolicyTemplates.Names)}, got something else")
            .Validate(options => options.Redis.Length == 0 || RedisFeed.IsConnectionString(options.Redis),
                "Policies:Redis: expected servers such as '127.0.0.1:6379', got something else")
            .ValidateOnStart();
        services.AddSingleton<PolicyCompiler>();
        services.AddSingleton(provider => SqlDatabase.At(Options(provider).Database));
        services.AddSingleton<PolicyStore>();
        services.AddSingleton(provider =>
            new SourceHealth(provider.GetRequiredService<TimeProvider>(), Options(provider).Redis.Length > 0));
        services.AddSingleton(provider => new PolicyReplica<ServedPolicies>(
            provider.GetRequiredService<PolicyCompiler>().Compile,
            provider.GetRequiredService<ILogger<PolicyReplica<ServedPolicies>>>()));
        services.AddSingleton<IPolicySink>(provider => provider.GetRequiredService<PolicyReplica<ServedPolicies>>());
        services.AddSingleton<SqlFeed>();
        services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<LastGoodFile>(provider, Options(provider).LastGoodFile));
        services.AddSingleton<IEnumerable<RedisFeed>>(provider => Options(provider).Redis is { Length: > 0 } redis
            ? [ActivatorUtilities.CreateInstance<RedisFeed>(provider, redis)]
            : []);
        services.AddHostedService<PolicyReplication>();
        services.AddSingleton<Func<PolicyReport>>(provider => () => PolicyReport.Of(
            provider.GetRequiredService<PolicyHolder>(),
            provider.GetRequiredService<IPolicySink>(),
            provider.GetRequiredService<SourceHealth>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<PolicyMetrics>();
        services.AddSingleton<ShadowCounter>();
        services.AddHostedService(provider => provider.GetRequiredService<ShadowCounter>());
        services.AddSingleton<PolicyService>();
    }

    private static PolicyOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<PolicyOptions>>().Value;

    private static bool IsConnectionString(string text)
    {
        try
        {
            SqlDatabase.At(text);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
