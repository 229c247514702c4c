using Microsoft.Extensions.Options;
using Triage.Core.Routing.Escalating;
using Triage.Server.Decisions;

namespace Triage.Server.Signing;

/// <summary>Registers what signs the ids of decisions.</summary>
internal static class SigningRegistration
{
    public static void AddSigning(this IServiceCollection services)
    {
        services.AddOptions<DecisionIdOptions>().BindConfiguration(DecisionIdOptions.SectionName).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DecisionIdOptions>, DecisionIdOptionsValidator>();
        services.AddSingleton<DecisionIds>();
        services.AddSingleton(provider => Create(provider.GetRequiredService<IOptions<DecisionIdOptions>>().Value));
    }

    private static DecisionSigner Create(DecisionIdOptions options)
    {
        if (options.Keys.Count == 0)
        {
            return DecisionSigner.OfThisProcess(options.Lifetime);
        }

        DecisionIdKey[] keys =
            [.. options.Keys.Select(key => new DecisionIdKey((byte)key.Id, Convert.FromBase64String(key.Secret)))];
        return new DecisionSigner(new DecisionIdCodec(keys[0], keys[1..], options.Lifetime));
    }
}
