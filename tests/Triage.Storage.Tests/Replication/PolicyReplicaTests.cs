using Microsoft.Extensions.Logging.Abstractions;
using Triage.Storage.Policies;
using Triage.Storage.Replication;
using Triage.Storage.Tests.Support;

namespace Triage.Storage.Tests.Replication;

public sealed class PolicyReplicaTests
{
    [Fact]
    public void Offer_OlderOrSameRevision_IsNotTaken()
    {
        PolicyReplica<PublishedPolicy> replica = Create(policy => policy);
        Assert.True(replica.Offer(Replica.Envelope(2), PolicySource.Redis));
        Assert.False(replica.Offer(Replica.Envelope(2), PolicySource.Sql));
        Assert.False(replica.Offer(Replica.Envelope(1), PolicySource.Sql));

        Assert.True(replica.TryGetCompiled(Replica.Key, out PublishedPolicy? policy));
        Assert.Equal(2, policy.Head.Version);
    }

    [Fact]
    public void Offer_WhatDoesNotCompile_LeavesTheLastGoodOne()
    {
        PolicyReplica<PublishedPolicy> replica = Create(
            policy => policy.Head.Version == 2 ? throw new InvalidOperationException("unknown zone") : policy);
        replica.Offer(Replica.Envelope(1), PolicySource.Sql);
        Assert.True(replica.TryGetCompiled(Replica.Key, out _));

        Assert.False(replica.Offer(Replica.Envelope(2), PolicySource.Sql));

        Assert.True(replica.TryGetCompiled(Replica.Key, out PublishedPolicy? policy));
        Assert.Equal(1, policy.Head.Version);
    }

    [Fact]
    public async Task Offer_FromManyThreads_NeverGoesBack()
    {
        PolicyReplica<PublishedPolicy> replica = Create(policy => policy);
        PolicyEnvelope[] envelopes = [.. Enumerable.Range(1, 400).Select(version => Replica.Envelope(version))];
        using Barrier start = new(5);
        Task[] writers = [.. Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            start.SignalAndWait();
            foreach (PolicyEnvelope envelope in envelopes.Where((_, i) => i % 4 == writer))
            {
                replica.Offer(envelope, PolicySource.Redis);
            }
        }))];
        start.SignalAndWait();
        int seen = 0;
        while (seen < 400)
        {
            int now = replica.TryGetCompiled(Replica.Key, out PublishedPolicy? policy) ? policy.Head.Version : 0;
            Assert.True(now >= seen, $"went back from {seen} to {now}");
            seen = now;
        }

        await Task.WhenAll(writers).WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Envelope_OfACandidate_UnpacksToTheSame()
    {
        PublishedVersion head = new(
            3, "m1", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "{\"name\":\"é\"}");
        PublishedPolicy policy = new(
            Replica.Key, 9, head, new Candidate(head with { Version = 4, Document = "{}" }, new Rollout(10, true)));

        Assert.Equal(policy, PolicyEnvelope.Of(PolicyEnvelope.Pack(policy).Bytes).Unpack());
    }

    [Fact]
    public void Hold_TenThousandTenants_StaysBelowTheBudget()
    {
        byte[] json = Triage.Core.Routing.DefaultPolicy.Json.ToArray();
        string document = System.Text.Encoding.UTF8.GetString(json);
        PolicyReplica<PublishedPolicy> replica = Create(policy => policy);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int tenant = 0; tenant < 10_000; tenant++)
        {
            PublishedVersion head = new(1, "m1", DateTimeOffset.UnixEpoch, document);
            replica.Offer(
                PolicyEnvelope.Pack(
                    new PublishedPolicy(new PolicyKey($"tenant{tenant}", "default"), tenant + 1, head, null)),
                PolicySource.Sql);
        }

        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(replica);
        Assert.InRange(held, 1, 150L * 1024 * 1024);
        TestContext.Current.SendDiagnosticMessage("10,000 tenants: {0} bytes", held);
    }

    private static PolicyReplica<PublishedPolicy> Create(Func<PublishedPolicy, PublishedPolicy> compile) =>
        new(compile, NullLogger<PolicyReplica<PublishedPolicy>>.Instance);
}
