using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using Triage.Core.Routing;
using Triage.Core.Routing.Live;
using Triage.Core.Scoring;
using Triage.Server.Decisions;
using Triage.V1;
using PolicyFault = Triage.Core.Routing.Documents.PolicyFault;
using PolicyVersion = Triage.Storage.Policies.PolicyVersion;

namespace Triage.Soak;

/// <summary>Decides again, in this process, what the service decided.</summary>
internal sealed class Recomputation(Cluster cluster, Reporter reporter)
{
    /// <summary>Told of a replica at a moment; a decision does not depend on it.</summary>
    private static readonly string[] OfTheMoment = ["POLICY_STALE", "STATUS_NOT_SHARED"];

    private const int MaxTries = 240;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Scorer _scorer = new(Model.Embedded);
    private readonly DecisionSigner _signer = DecisionSigner.OfThisProcess(TimeSpan.FromDays(1));
    private readonly ConcurrentDictionary<int, Task<ServedPolicy>> _policies = new();

    /// <summary>Decides by the version that an answer names, at the instant that it names, with each report that may
    /// have been held.</summary>
    /// <returns>Whether one of them gives the answer, in every field but id and what was degraded at the
    /// moment.</returns>
    public async Task<bool> IsRightAsync(Answered answered)
    {
        TriageResponse given = Comparable(answered.Answer);
        if (given.PolicyVersion == 0)
        {
            return false;
        }

        ServedPolicy policy = await _policies.GetOrAdd(given.PolicyVersion, CompileAsync);
        return reporter.FindHeld(answered.Answer, answered.Began, answered.Ended)
            .Any(report => Decide(answered, policy, report).Equals(given));
    }

    private TriageResponse Decide(Answered answered, ServedPolicy policy, ChannelReport? report) => Comparable(
        new Decider(_scorer, _signer, new Held(report)).Decide(
            Cluster.Tenant, answered.Query, policy, answered.Answer.DecidedAt.ToDateTimeOffset()));

    private static TriageResponse Comparable(TriageResponse response)
    {
        TriageResponse copy = response.Clone();
        copy.DecisionId = "";
        foreach (string code in OfTheMoment)
        {
            copy.Degraded.Remove(code);
        }

        return copy;
    }

    private async Task<ServedPolicy> CompileAsync(int version)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                PolicyVersion kept =
                    await cluster.Store.GetVersionAsync(Publisher.Key, version, CancellationToken.None);
                RoutingPolicy compiled = RoutingPolicy.Compile(
                    Encoding.UTF8.GetBytes(kept.Document),
                    Model.Embedded.DefaultPolicy,
                    HostZones.Shared,
                    out IReadOnlyList<PolicyFault> faults)
                    ?? throw new InvalidDataException(string.Join("; ", faults));
                return new ServedPolicy(compiled, version);
            }
            catch (DbException) when (tries < MaxTries)
            {
                // The database is away, or was when this connection was used last.
                await Task.Delay(Pause);
            }
        }
    }

    private sealed class Held(ChannelReport? report) : ILiveChannels
    {
        public LiveStatus? StatusFor(string tenant, RoutingPolicy policy) =>
            report is null ? null : new LiveStatus(policy, [report]);

        public void AddDegraded(
            string tenant, RoutingPolicy policy, DateTimeOffset instant, ICollection<string> degraded)
        {
        }
    }
}
