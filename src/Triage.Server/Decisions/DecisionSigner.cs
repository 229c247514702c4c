using System.Collections.Concurrent;
using System.Security.Cryptography;
using Triage.Core.Routing.Escalating;

namespace Triage.Server.Decisions;

/// <summary>Signs the ids of decisions, and reads those that come back.</summary>
/// <param name="codec">Writes and reads ids.</param>
internal sealed class DecisionSigner(DecisionIdCodec codec)
{
    /// <summary>Marks of the names that decide: they are as few as the published policies.</summary>
    private readonly ConcurrentDictionary<string, ulong> _marks = new(StringComparer.Ordinal);

    /// <summary>Makes a signer with a random key: its ids are good for this process only.</summary>
    public static DecisionSigner OfThisProcess(TimeSpan lifetime)
    {
        Span<byte> secret = stackalloc byte[1 + DecisionIdKey.MinSecretBytes];
        RandomNumberGenerator.Fill(secret);
        return new DecisionSigner(new DecisionIdCodec(new DecisionIdKey(secret[0], secret[1..]), [], lifetime));
    }

    /// <summary>Gets the mark of a tenant that calls or of a policy that decides.</summary>
    public ulong MarkOf(string name) => _marks.GetOrAdd(name, DecisionIdCodec.Mark);

    /// <summary>Signs the id of a decision.</summary>
    public string Sign(in DecisionToken token) => codec.Encode(in token);

    /// <summary>Reads an id that a caller sends.</summary>
    /// <param name="tenant">The tenant that sends it.</param>
    /// <param name="id">The id.</param>
    /// <param name="now">The time.</param>
    /// <param name="token">What it says; the default unless there is no fault.</param>
    /// <returns>What is wrong with it.</returns>
    public DecisionIdFault Read(string tenant, string id, DateTimeOffset now, out DecisionToken token) =>
        codec.Decode(id, MarkOf(tenant), now, out token);
}
