using System.Security.Cryptography;
using Triage.Core.Routing.Escalating;

namespace Triage.Server.Decisions;

/// <summary>Signs the ids of decisions, and reads those that come back.</summary>
/// <param name="codec">Writes and reads ids.</param>
/// <param name="tenant">The tenant whose decisions they are.</param>
internal sealed class DecisionSigner(DecisionIdCodec codec, string tenant)
{
    private const string DefaultPolicyName = "default";

    private static readonly ulong DefaultPolicy = DecisionIdCodec.Mark(DefaultPolicyName);

    private readonly ulong _tenant = DecisionIdCodec.Mark(tenant);

    /// <summary>Makes a signer with a random key: its ids are good for this process only.</summary>
    public static DecisionSigner OfThisProcess(string tenant, TimeSpan lifetime)
    {
        Span<byte> secret = stackalloc byte[1 + DecisionIdKey.MinSecretBytes];
        RandomNumberGenerator.Fill(secret);
        return new DecisionSigner(new DecisionIdCodec(new DecisionIdKey(secret[0], secret[1..]), [], lifetime), tenant);
    }

    /// <summary>Gets the mark of a policy's name; empty is the default one.</summary>
    public static ulong MarkOf(string policy) => policy.Length == 0 ? DefaultPolicy : DecisionIdCodec.Mark(policy);

    /// <summary>Signs the id of a decision.</summary>
    /// <param name="attempt">What was decided.</param>
    /// <param name="policy">Mark of the policy's name.</param>
    /// <param name="policyVersion">Its version.</param>
    /// <param name="request">Digest of the request.</param>
    /// <param name="decidedAt">When it was decided; whole milliseconds.</param>
    public string Sign(in Attempt attempt, ulong policy, int policyVersion, ulong request, DateTimeOffset decidedAt)
    {
        DecisionToken token = new()
        {
            Tenant = _tenant,
            Policy = policy,
            PolicyVersion = policyVersion,
            Attempt = attempt,
            DecidedAt = decidedAt,
            Request = request,
        };
        return codec.Encode(in token);
    }

    /// <summary>Reads an id that a caller sends.</summary>
    /// <returns>What is wrong with it.</returns>
    public DecisionIdFault Read(string id, DateTimeOffset now, out DecisionToken token) =>
        codec.Decode(id, _tenant, now, out token);
}
