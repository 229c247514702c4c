namespace Triage.Core.Routing.Escalating;

/// <summary>What a decision id says: enough to escalate and to explain without looking anything up.</summary>
public readonly record struct DecisionToken
{
    /// <summary>Gets the mark of the tenant, by <see cref="DecisionIdCodec.Mark"/>.</summary>
    public ulong Tenant { get; init; }

    /// <summary>Gets the mark of the policy's name, by <see cref="DecisionIdCodec.Mark"/>.</summary>
    public ulong Policy { get; init; }

    /// <summary>Gets the version of the policy, at least 0.</summary>
    public int PolicyVersion { get; init; }

    public Attempt Attempt { get; init; }

    /// <summary>Gets when the decision was made; whole milliseconds, years 2000 to 2100.</summary>
    public DateTimeOffset DecidedAt { get; init; }

    /// <summary>Gets the digest of the request, by <see cref="DecisionIdCodec.Digest"/>.</summary>
    public ulong Request { get; init; }
}
