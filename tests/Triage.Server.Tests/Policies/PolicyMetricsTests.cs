using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Triage.Server.Policies;
using Triage.Storage.Policies;
using Triage.Storage.Replication;

namespace Triage.Server.Tests.Policies;

public sealed class PolicyMetricsTests
{
    [Fact]
    public void Gauges_OfAReplica_TellPoliciesStalenessAndSources()
    {
        using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        SourceHealth health = new(TimeProvider.System, hasRedis: true);
        PolicyReplica<PublishedPolicy> replica = new(policy => policy, NullLogger<PolicyReplica<PublishedPolicy>>.Instance);
        PolicyMetrics metrics = new(services.GetRequiredService<IMeterFactory>(), health, replica);
        replica.Offer(
            PolicyEnvelope.Pack(new PublishedPolicy(
                new PolicyKey("a", "b"), 1, new PublishedVersion(1, "m", DateTimeOffset.UnixEpoch, "{}"), null)),
            PolicySource.Sql);
        health.Confirm(PolicySource.Sql);

        Dictionary<string, double> seen = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == PolicyMetrics.MeterName && instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>())
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen[$"{instrument.Name} {tags[0].Value}"] = value);
        listener.Start();
        listener.RecordObservableInstruments();

        GC.KeepAlive(metrics);
        Assert.Equal(1, seen["triage.policy.held"]);
        Assert.Equal(0, seen["triage.policy.stale"]);
        Assert.InRange(seen["triage.policy.source_silence sql"], 0, 5);
        Assert.DoesNotContain("triage.policy.source_silence redis", seen.Keys);
    }
}
