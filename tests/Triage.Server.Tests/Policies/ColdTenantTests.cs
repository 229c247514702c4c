using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Triage.Core.Routing;
using Triage.Server.Decisions;
using Triage.Server.Policies;
using Triage.Server.Tests.Decisions;
using Triage.Storage.Policies;
using Triage.Storage.Replication;
using Triage.V1;

namespace Triage.Server.Tests.Policies;

public sealed class ColdTenantTests
{
    /// <remarks>There is no database, no Redis and no file here: whatever a decision needs is in memory.</remarks>
    [Fact]
    public void Decide_FirstTimeForATenant_TakesMillisecondsAndNoSource()
    {
        const int Tenants = 100;
        PolicyReplica<ServedPolicies> replica = new(
            new PolicyCompiler().Compile, NullLogger<PolicyReplica<ServedPolicies>>.Instance);
        for (int tenant = 0; tenant < Tenants; tenant++)
        {
            replica.Offer(PolicyEnvelope.Pack(Published(tenant)), PolicySource.Sql);
        }

        double[] milliseconds = new double[Tenants];
        for (int tenant = 0; tenant < Tenants; tenant++)
        {
            PolicyKey key = new($"tenant{tenant}", PolicyName.Default);
            long start = Stopwatch.GetTimestamp();
            Assert.True(replica.TryGetCompiled(key, out ServedPolicies? served));
            TriageResponse decision = BuiltIn.Decider.Decide(
                key.Tenant, new TriageRequest { Text = "My invoice is wrong" }, served.Head, BuiltIn.Instant);
            milliseconds[tenant] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Assert.Equal(tenant + 1, decision.PolicyVersion);
        }

        // Whatever else the machine does can only make it slower, and the first ones wait for the code to be compiled.
        Array.Sort(milliseconds);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"first decision of a tenant: fastest {milliseconds[0]:F2} ms, median {milliseconds[Tenants / 2]:F2} ms"));
        Assert.InRange(milliseconds[0], 0, 20);
    }

    /// <summary>Makes the published policy of a tenant, whose document is its own.</summary>
    private static PublishedPolicy Published(int tenant)
    {
        JsonNode document = JsonNode.Parse(DefaultPolicy.Json.Span)!;
        document["name"] = $"Tenant {tenant}";
        return new PublishedPolicy(
            new PolicyKey($"tenant{tenant}", PolicyName.Default),
            tenant + 1,
            new PublishedVersion(tenant + 1, "m1", DateTimeOffset.UnixEpoch, document.ToJsonString()),
            null);
    }
}
