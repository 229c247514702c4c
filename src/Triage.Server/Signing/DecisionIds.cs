using Microsoft.Extensions.Options;
using Triage.Core.Routing.Escalating;
using Triage.Rpc;
using Triage.Server.Decisions;

namespace Triage.Server.Signing;

/// <summary>Reads the ids that callers send, and refuses those that are not ours or no longer good.</summary>
internal sealed class DecisionIds(DecisionSigner signer, TimeProvider time, IOptions<DecisionIdOptions> options)
{
    private readonly TimeSpan _lifetime = options.Value.Lifetime;

    /// <summary>Reads an id.</summary>
    /// <param name="tenant">The tenant that sends it.</param>
    /// <param name="id">The id.</param>
    /// <exception cref="RpcException">INVALID_ARGUMENT, with a reason for each way in which an id can be
    /// wrong.</exception>
    public DecisionToken Read(string tenant, string id)
    {
        DecisionIdFault fault = signer.Read(tenant, id, time.GetUtcNow(), out DecisionToken token);
        return fault == DecisionIdFault.None ? token : throw Refused(fault);
    }

    private RpcException Refused(DecisionIdFault fault)
    {
        (string reason, string description) = fault switch
        {
            DecisionIdFault.Malformed =>
                (
                    "DECISION_ID_MALFORMED",
                    $"expected the {DecisionIdCodec.Chars} characters of a decision_id, unchanged"),
            DecisionIdFault.UnknownKey => ("DECISION_ID_UNKNOWN_KEY",
                "expected an id signed with a key of this service, got one of another service or of a key that was "
                + "removed"),
            DecisionIdFault.Forged =>
                ("DECISION_ID_FORGED", "expected an id signed by this service, got a signature that does not fit"),
            DecisionIdFault.Foreign => ("DECISION_ID_FOREIGN", "expected an id of this tenant, got one of another"),
            DecisionIdFault.Expired =>
                (
                    "DECISION_ID_EXPIRED",
                    $"expected an id of the last {_lifetime.TotalDays:0.###} days, got an older one: decide anew"),
            _ =>
                (
                    "DECISION_ID_FROM_THE_FUTURE",
                    "expected an id of the past, got one of the future: clocks differ by more than a minute"),
        };
        return RequestErrors.Invalid("decision_id", description, reason);
    }
}
