using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Triage.Core.Routing;
using Triage.Server.Access;
using Triage.Server.Decisions;
using Triage.Server.Policies;
using Triage.Server.Tests.Decisions;
using Triage.Storage.Policies;
using Triage.Storage.Replication;

namespace Triage.Server.Tests.Policies;

public sealed class PolicyMetricsTests
{
    [Fact]
    public void Gauges_OfAReplica_TellVersionSourceAgeAndStaleness()
    {
        using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        SourceHealth health = new(TimeProvider.System, hasRedis: true);
        PolicyReplica<ServedPolicies> replica = new(
            new PolicyCompiler().Compile, NullLogger<PolicyReplica<ServedPolicies>>.Instance);
        PolicyHolder holder = new(BuiltIn.Policy, replica, health);
        PolicyMetrics metrics = new(
            services.GetRequiredService<IMeterFactory>(),
            () => PolicyReport.Of(holder, replica, health, TimeProvider.System));
        replica.Offer(
            PolicyEnvelope.Pack(new PublishedPolicy(
                new PolicyKey(CallerContext.Local.Tenant, PolicyName.Default),
                1,
                new PublishedVersion(
                    7,
                    "m",
                    TimeProvider.System.GetUtcNow().AddMinutes(-1),
                    Encoding.UTF8.GetString(DefaultPolicy.Json.Span)),
                null)),
            PolicySource.Sql);
        replica.Offer(
            PolicyEnvelope.Pack(new PublishedPolicy(
                new PolicyKey("acme", PolicyName.Default),
                12,
                new PublishedVersion(
                    3, "m", TimeProvider.System.GetUtcNow(), Encoding.UTF8.GetString(DefaultPolicy.Json.Span)),
                null)),
            PolicySource.Redis);
        health.Confirm(PolicySource.Sql);

        Dictionary<string, double> seen = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == PolicyMetrics.MeterName
                && instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>())
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => seen[Name(instrument, tags)] = value);
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => seen[Name(instrument, tags)] = value);
        listener.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) => seen[Name(instrument, tags)] = value);
        listener.Start();
        listener.RecordObservableInstruments();

        GC.KeepAlive(metrics);
        Assert.Equal(2, seen["triage.policy.held"]);
        Assert.Equal(7, seen["triage.policy.version"]);
        Assert.Equal(12, seen["triage.policy.revision"]);
        Assert.InRange(seen["triage.policy.age"], 60, 90);
        Assert.Equal((1, 0), (seen["triage.policy.source sql"], seen["triage.policy.source redis"]));
        Assert.Equal(0, seen["triage.policy.stale"]);
        Assert.InRange(seen["triage.policy.source_silence sql"], 0, 5);
        Assert.DoesNotContain("triage.policy.source_silence redis", seen.Keys);
    }

    private static string Name(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        tags.IsEmpty ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
}
