using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Triage.Core.Routing;
using Triage.Server.Decisions;
using Triage.Server.Policies;
using Triage.Server.Tests.Decisions;
using Triage.Server.Tests.Support;
using Triage.Storage.Policies;
using Triage.Storage.Replication;
using Triage.Storage.Sql;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.Server.Tests.Policies;

/// <summary>What versions that were published before the current one still cost a replica.</summary>
[Collection(Alone.Name)]
public sealed class VersionMemoryTests
{
    /// <summary>So many old versions are kept packed for following up decisions, see <see cref="PolicyArchive"/>, and
    /// some. A multiple of 16, as all counts here: so many documents are remembered compiled, then forgotten at
    /// once.</summary>
    private const int Kept = 320;

    private const int MaxBytesAVersion = 1_024;

    private static readonly JsonObject Document = JsonNode.Parse(DefaultPolicy.Json.Span)!.AsObject();

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task Publish_OneVersionAfterTheOther_OldOnesTakeNoMemory(int tenants)
    {
        int more = Scale.Times(usual: 320, isLong: 2_000);
        PolicyCompiler compiler = new();
        PolicyReplica<ServedPolicies> replica = new(
            compiler.Compile, NullLogger<PolicyReplica<ServedPolicies>>.Instance);
        await using SqlDatabase database = SqlDatabase.At("Data Source=not-opened.db");
        using PolicyArchive archive = new(
            new PolicyHolder(BuiltIn.Policy, replica, new SourceHealth(TimeProvider.System, hasRedis: false)),
            replica,
            new PolicyStore(database, TimeProvider.System),
            compiler);

        long empty = GC.GetTotalMemory(forceFullCollection: true);
        Publish(replica, tenants, first: 1, Kept);
        long full = GC.GetTotalMemory(forceFullCollection: true);
        Publish(replica, tenants, first: 1 + Kept, more);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(archive);

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{tenants} tenants: {(full - empty) / 1_024.0:N0} KiB for the first {Kept} versions, then "
            + $"{(after - full) / (double)more:N0} bytes a version of {more}"));
        Assert.InRange((after - full) / more, long.MinValue, MaxBytesAVersion);
    }

    /// <summary>Publishes versions of the tenants in turn, each of which decides once.</summary>
    private static void Publish(PolicyReplica<ServedPolicies> replica, int tenants, int first, int count)
    {
        for (int version = first; version < first + count; version++)
        {
            PolicyKey key = new($"tenant{version % tenants}", PolicyName.Default);
            Document["name"] = $"Version {version}";
            PublishedVersion head = new(version, "m1", DateTimeOffset.UnixEpoch, Document.ToJsonString());
            Assert.True(replica.Offer(
                PolicyEnvelope.Pack(new PublishedPolicy(key, version, head, null)), PolicySource.Sql));
            Assert.True(replica.TryGetCompiled(key, out ServedPolicies? served));
            TriageResponse decision = BuiltIn.Decider.Decide(
                key.Tenant, new TriageRequest { Text = "My invoice is wrong" }, served.Head, BuiltIn.Instant);
            Assert.Equal(version, decision.PolicyVersion);
        }
    }
}
