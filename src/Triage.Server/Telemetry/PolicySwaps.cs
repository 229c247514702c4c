using System.Diagnostics;
using System.Diagnostics.Metrics;
using Triage.Server.Policies;
using Triage.Storage.Policies;
using Triage.Storage.Replication;

namespace Triage.Server.Telemetry;

/// <summary>Tells when another version of a policy begins to decide on this replica: a log line, a count, and an event
/// on the span of the call that published it, or on a span of its own when it came from elsewhere or that call has
/// none.</summary>
internal sealed partial class PolicySwaps : IHostedService, IDisposable
{
    public const string SourceName = "Triage.Policies";
    public const string SpanName = "policy swap";

    private readonly ActivitySource _spans = new(SourceName);
    private readonly IPolicySink _replica;
    private readonly Counter<long> _swaps;
    private readonly ILogger<PolicySwaps> _logger;

    public PolicySwaps(IPolicySink replica, IMeterFactory meters, ILogger<PolicySwaps> logger)
    {
        _replica = replica;
        _swaps = meters.Create(PolicyMetrics.MeterName).CreateCounter<long>(
            "triage.policy.swaps",
            "{swap}",
            "Policies that were replaced by newer ones here, by where those came from.");
        _logger = logger;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _replica.Replaced += OnReplaced;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _replica.Replaced -= OnReplaced;
        return Task.CompletedTask;
    }

    public void Dispose() => _spans.Dispose();

    private void OnReplaced(object? sender, PolicyReplacedEventArgs replaced)
    {
        string source = PolicyReport.Name(replaced.Source);
        PolicyKey key = replaced.Envelope.Key;
        Log.Swapped(_logger, key.Policy, key.Tenant, replaced.Envelope.Revision, source);
        _swaps.Add(1, new KeyValuePair<string, object?>("source", source));

        using Activity? own = Activity.Current is null ? _spans.StartActivity(SpanName) : null;
        if (Activity.Current is { IsAllDataRequested: true } span)
        {
            span.AddEvent(new ActivityEvent(SpanName, tags: new ActivityTagsCollection
            {
                ["triage.tenant"] = key.Tenant,
                ["triage.policy"] = key.Policy,
                ["triage.policy.revision"] = replaced.Envelope.Revision,
                ["triage.policy.source"] = source,
            }));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1021,
            LogLevel.Information,
            "Policy {Policy} of tenant {Tenant}: revision {Revision} decides here, from {Source}.",
            EventName = nameof(Swapped))]
        public static partial void Swapped(ILogger logger, string policy, string tenant, long revision, string source);
    }
}
