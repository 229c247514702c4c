using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Triage.Server.Access;

/// <summary>Registers what reads tokens.</summary>
internal static class TokenRegistration
{
    /// <summary>Signatures that only the issuer can make: not "none",
    /// and none whose key would be known here too.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    public static void AddTokens(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TokenOptions>().BindConfiguration(TokenOptions.SectionName)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<TokenOptions>, TokenOptionsValidator>();
        if (configuration.GetSection(TokenOptions.SectionName)[nameof(TokenOptions.Authority)] is not { Length: > 0 })
        {
            // Authentication brings data protection with it, which loads 5 MB to keep keys that nobody needs.
            return;
        }

        services.AddAuthentication().AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IOptions<TokenOptions>>(Configure);
        services.AddSingleton<TokenReader>();
    }

    private static void Configure(JwtBearerOptions bearer, IOptions<TokenOptions> options)
    {
        TokenOptions tokens = options.Value;
        bearer.Authority = tokens.Authority;
        bearer.RequireHttpsMetadata = tokens.Authority.StartsWith(
            Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase);
        bearer.BackchannelTimeout = TimeSpan.FromSeconds(5);
        bearer.MapInboundClaims = false;
        bearer.SaveToken = false;
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAudience = tokens.Audience,
            ValidAlgorithms = Algorithms,
            ClockSkew = tokens.ClockSkew,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
        };
    }
}
