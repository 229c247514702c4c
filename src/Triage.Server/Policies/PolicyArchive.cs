using System.Collections.Concurrent;
using Triage.Core.Routing.Escalating;
using Triage.Rpc;
using Triage.Server.Decisions;
using Triage.Storage.Policies;
using Triage.Storage.Replication;

namespace Triage.Server.Policies;

/// <summary>The policies that decided before, by what ids of decisions say of them.</summary>
/// <remarks>
/// Versions that this process saw published are kept in memory, so that following up a decision waits on no network;
/// older ones are fetched from the database.
/// </remarks>
internal sealed class PolicyArchive : IDisposable
{
    private const int MaxRemembered = 256;
    private const int MaxCompiled = 32;

    private static readonly ulong DefaultMark = DecisionIdCodec.Mark(PolicyName.Default);

    /// <summary>How long the database may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly PolicyHolder _policies;
    private readonly IPolicySink _replica;
    private readonly PolicyStore _store;
    private readonly PolicyCompiler _compiler;
    private readonly ConcurrentQueue<PolicyEnvelope> _remembered = new();

    /// <summary>All policies that decide, by what ids say of them: finding one takes the same time however many other
    /// tenants have.</summary>
    private readonly ConcurrentDictionary<(string Tenant, ulong Mark), PolicyKey> _keys = new();
    private readonly ConcurrentDictionary<(PolicyKey Key, int Version), ServedPolicy> _compiled = new();

    public PolicyArchive(PolicyHolder policies, IPolicySink replica, PolicyStore store, PolicyCompiler compiler)
    {
        _policies = policies;
        _replica = replica;
        _store = store;
        _compiler = compiler;
        replica.Replaced += OnReplaced;
        foreach (PolicyEnvelope envelope in replica.All)
        {
            Remember(envelope);
        }
    }

    /// <summary>Gets the policy that decided.</summary>
    /// <param name="tenant">Whose decision it is.</param>
    /// <param name="decided">What was decided, by its id.</param>
    /// <param name="cancellation">Ends the wait for the database.</param>
    /// <exception cref="RpcException">NOT_FOUND: the policy or its version is gone; UNAVAILABLE: nothing is loaded yet,
    /// or the database does not answer; FAILED_PRECONDITION: the version does not compile here any more.</exception>
    public async ValueTask<ServedPolicy> GetAsync(string tenant, DecisionToken decided, CancellationToken cancellation)
    {
        PolicyKey key = KeyOf(tenant, decided.Policy);
        if (_policies.Get(tenant, key.Policy).Find(decided.PolicyVersion) is ServedPolicy served)
        {
            return served;
        }

        if (_policies.BuiltIn is { Version: int builtIn } policy && builtIn == decided.PolicyVersion)
        {
            return policy;
        }

        if (_compiled.TryGetValue((key, decided.PolicyVersion), out ServedPolicy? compiled))
        {
            return compiled;
        }

        PublishedVersion version = Recall(key, decided.PolicyVersion)
            ?? await PolicyErrors.MapAsync(() => FetchAsync(key, decided.PolicyVersion, cancellation));
        if (_compiled.Count >= MaxCompiled)
        {
            _compiled.Clear();
        }

        return _compiled.GetOrAdd((key, decided.PolicyVersion), Compile(version));
    }

    public void Dispose() => _replica.Replaced -= OnReplaced;

    private PolicyKey KeyOf(string tenant, ulong mark)
    {
        if (_keys.TryGetValue((tenant, mark), out PolicyKey key))
        {
            return key;
        }

        if (mark == DefaultMark)
        {
            return new PolicyKey(tenant, PolicyName.Default);
        }

        throw RequestErrors.Unknown(
            "decision_id: expected an id of a policy that is published, got one of a policy that is not known here",
            "POLICY_UNKNOWN");
    }

    private PublishedVersion? Recall(PolicyKey key, int version)
    {
        foreach (PolicyEnvelope envelope in _remembered)
        {
            if (envelope.Key == key && envelope.Unpack() is PublishedPolicy policy)
            {
                if (policy.Head.Version == version)
                {
                    return policy.Head;
                }

                if (policy.Candidate?.Version is PublishedVersion candidate && candidate.Version == version)
                {
                    return candidate;
                }
            }
        }

        return null;
    }

    private async Task<PublishedVersion> FetchAsync(PolicyKey key, int version, CancellationToken cancellation)
    {
        PolicyVersion found =
            await _store.GetVersionAsync(key, version, cancellation).WaitAsync(Patience, cancellation);
        return new PublishedVersion(found.Version, found.ModelVersion, found.PublishedAt, found.Document);
    }

    private ServedPolicy Compile(PublishedVersion version)
    {
        try
        {
            return _compiler.Compile(version);
        }
        catch (InvalidOperationException e)
        {
            throw RequestErrors.NotFitting($"decision_id: {e.Message}", "POLICY_VERSION_UNUSABLE");
        }
    }

    private void OnReplaced(object? sender, PolicyReplacedEventArgs replaced) => Remember(replaced.Envelope);

    private void Remember(PolicyEnvelope envelope)
    {
        PolicyKey key = envelope.Key;
        _keys[(key.Tenant, DecisionIdCodec.Mark(key.Policy))] = key;
        _remembered.Enqueue(envelope);
        if (_remembered.Count > MaxRemembered)
        {
            _remembered.TryDequeue(out _);
        }
    }
}
