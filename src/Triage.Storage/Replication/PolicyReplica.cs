using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Triage.Storage.Policies;

namespace Triage.Storage.Replication;

/// <summary>All published policies in memory: packed, and compiled once they decide.</summary>
/// <typeparam name="TCompiled">What deciding needs of a policy; immutable.</typeparam>
/// <param name="compile">Compiles; throws when this replica cannot.</param>
/// <param name="logger">Told of policies that do not compile.</param>
/// <remarks>A policy is replaced by one reference and only by a newer one: who holds the old one finishes on
/// it.</remarks>
public sealed partial class PolicyReplica<TCompiled>(
    Func<PublishedPolicy, TCompiled> compile, ILogger<PolicyReplica<TCompiled>> logger) : IPolicySink
    where TCompiled : class
{
    private readonly ConcurrentDictionary<PolicyKey, Held> _held = new();

    public event EventHandler<PolicyReplacedEventArgs>? Replaced;

    public IEnumerable<PolicyEnvelope> All => _held.Values.Select(held => held.Envelope);

    /// <summary>Finds the compiled policy. The first call for a version compiles it; later calls allocate 0
    /// B.</summary>
    /// <returns><see langword="false"/> when the policy was never published.</returns>
    public bool TryGetCompiled(PolicyKey key, [NotNullWhen(true)] out TCompiled? compiled)
    {
        compiled = _held.TryGetValue(key, out Held? held) ? held.Compiled.Value : null;
        return compiled is not null;
    }

    public bool TryGet(PolicyKey key, [NotNullWhen(true)] out PolicyEnvelope? envelope)
    {
        envelope = _held.TryGetValue(key, out Held? held) ? held.Envelope : null;
        return envelope is not null;
    }

    public PolicySource? SourceOf(PolicyKey key) => _held.TryGetValue(key, out Held? held) ? held.Source : null;

    public bool Offer(PolicyEnvelope envelope, PolicySource source)
    {
        Held next = new(envelope, source, compile);
        while (true)
        {
            if (!_held.TryGetValue(envelope.Key, out Held? current))
            {
                if (_held.TryAdd(envelope.Key, next))
                {
                    break;
                }
            }
            else if (current.Envelope.Revision >= envelope.Revision || !IsUsable(next, current))
            {
                return false;
            }
            else if (_held.TryUpdate(envelope.Key, next, current))
            {
                break;
            }
        }

        Replaced?.Invoke(this, new PolicyReplacedEventArgs(envelope, source));
        return true;
    }

    /// <remarks>A policy that decides is never replaced by one that has still to compile, or cannot.</remarks>
    private bool IsUsable(Held next, Held current)
    {
        if (!current.Compiled.IsValueCreated)
        {
            return true;
        }

        try
        {
            return next.Compiled.Value is not null;
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException)
        {
            Log.Refused(logger, e, next.Envelope.Key, next.Envelope.Revision);
            return false;
        }
    }

    private sealed class Held(PolicyEnvelope envelope, PolicySource source, Func<PublishedPolicy, TCompiled> compile)
    {
        public PolicyEnvelope Envelope { get; } = envelope;

        public PolicySource Source { get; } = source;

        public Lazy<TCompiled> Compiled { get; } = new(() => compile(envelope.Unpack()));
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Error,
            "Policy {Key} of revision {Revision} does not compile here; the last good one stays.",
            EventName = nameof(Refused))]
        public static partial void Refused(ILogger logger, Exception e, PolicyKey key, long revision);
    }
}
