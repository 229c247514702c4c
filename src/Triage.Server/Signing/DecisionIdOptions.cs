using Triage.Core.Routing.Escalating;

namespace Triage.Server.Signing;

/// <summary>How ids of decisions are signed. Secrets stay out of logs. A bad value stops the service at
/// start-up.</summary>
internal sealed class DecisionIdOptions
{
    public const string SectionName = "DecisionIds";

    /// <summary>Keys: the first signs, all of them verify. To rotate, put a new one first and remove the old one after
    /// <see cref="Lifetime"/>. Every replica needs the same ones. Default: none, which makes a random key that is good
    /// for this process only, and is allowed on loopback only.</summary>
    public IList<SigningKey> Keys { get; } = [];

    /// <summary>How long an id is good for. Range 1 minute to 365 days; default 30 days.</summary>
    public TimeSpan Lifetime { get; set; } = DecisionIdCodec.DefaultLifetime;

    /// <summary>A key as settings write it.</summary>
    internal sealed class SigningKey
    {
        /// <summary>The number by which ids name the key, 0 to 255; never used again for another key.</summary>
        public int Id { get; set; } = -1;

        /// <summary>The secret, at least 32 random bytes, in base64.</summary>
        public string Secret { get; set; } = "";
    }
}
