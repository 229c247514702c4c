using Microsoft.Extensions.Options;
using Triage.Server.Decisions;
using Triage.Server.Policies;
using Triage.Storage.Live;

namespace Triage.Server.Channels;

/// <summary>Registers what hears of the channels and tells of them.</summary>
internal static class ChannelRegistration
{
    public static void AddChannels(this IServiceCollection services)
    {
        services.AddSingleton(provider => new StatusLink(hasOthers: Redis(provider).Length > 0));
        services.AddSingleton<ChannelBoard>();
        services.AddSingleton<ILiveChannels>(provider => provider.GetRequiredService<ChannelBoard>());
        services.AddSingleton<IStatusSink>(provider => provider.GetRequiredService<ChannelBoard>());
        services.AddSingleton<IEnumerable<StatusFeed>>(provider => Redis(provider) is { Length: > 0 } redis
            ? [ActivatorUtilities.CreateInstance<StatusFeed>(provider, redis)]
            : []);
        services.AddHostedService<StatusSharing>();
        services.AddSingleton<ChannelService>();
    }

    private static string Redis(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<PolicyOptions>>().Value.Redis;
}
