using System.Security.Cryptography;
using Triage.Core.Routing.Escalating;
using Triage.Rpc;
using Triage.Server.Policies;

namespace Triage.Server.Decisions;

/// <summary>Signs the ids of decisions, and reads those that come back.</summary>
/// <param name="codec">Writes and reads ids.</param>
/// <param name="lifetime">How long an id is good for.</param>
internal sealed class DecisionSigner(DecisionIdCodec codec, TimeSpan lifetime)
{
    private static readonly ulong Tenant = DecisionIdCodec.Mark(CallerContext.Local.Tenant);
    private static readonly ulong DefaultPolicy = DecisionIdCodec.Mark(PolicyHolder.DefaultName);

    /// <summary>Makes a signer with a random key: its ids are good for this process only.</summary>
    public static DecisionSigner OfThisProcess(TimeSpan lifetime)
    {
        Span<byte> secret = stackalloc byte[1 + DecisionIdKey.MinSecretBytes];
        RandomNumberGenerator.Fill(secret);
        return new DecisionSigner(new DecisionIdCodec(new DecisionIdKey(secret[0], secret[1..]), [], lifetime), lifetime);
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
            Tenant = Tenant,
            Policy = policy,
            PolicyVersion = policyVersion,
            Attempt = attempt,
            DecidedAt = decidedAt,
            Request = request,
        };
        return codec.Encode(in token);
    }

    /// <summary>Reads an id that a caller sends.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: it is not one of ours, or no longer good.</exception>
    public DecisionToken Read(string id, DateTimeOffset now)
    {
        DecisionIdFault fault = codec.Decode(id, Tenant, now, out DecisionToken token);
        return fault == DecisionIdFault.None ? token : throw Refused(fault);
    }

    private RpcException Refused(DecisionIdFault fault)
    {
        (string reason, string description) = fault switch
        {
            DecisionIdFault.Malformed =>
                ("DECISION_ID_MALFORMED", $"expected the {DecisionIdCodec.Chars} characters of a decision_id, unchanged"),
            DecisionIdFault.UnknownKey => ("DECISION_ID_UNKNOWN_KEY",
                "expected an id signed with a key of this service, got one of another service or of a key that was removed"),
            DecisionIdFault.Forged => ("DECISION_ID_FORGED", "expected an id signed by this service, got a signature that does not fit"),
            DecisionIdFault.Foreign => ("DECISION_ID_FOREIGN", "expected an id of this tenant, got one of another"),
            DecisionIdFault.Expired =>
                ("DECISION_ID_EXPIRED", $"expected an id of the last {lifetime.TotalDays:0.###} days, got an older one: decide anew"),
            _ => ("DECISION_ID_FROM_THE_FUTURE", "expected an id of the past, got one of the future: clocks differ by more than a minute"),
        };
        return RequestErrors.Invalid("decision_id", description, reason);
    }
}
