using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Channel = System.Threading.Channels.Channel;

namespace Triage.Server.Policies;

/// <summary>Counts where a version in shadow would have sent customers otherwise,
/// without an answer waiting for it.</summary>
internal sealed class ShadowCounter : BackgroundService
{
    /// <summary>Decisions that may wait; what comes beyond is counted as dropped,
    /// so that a burst costs no memory.</summary>
    private const int MaxWaiting = 1_024;

    private readonly Channel<(string? Returned, Func<string?> Decide)> _waiting =
        Channel.CreateBounded<(string? Returned, Func<string?> Decide)>(
            new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly Counter<long>? _decisions;

    /// <param name="meters">Where it counts; null for decisions that are no customer's.</param>
    public ShadowCounter(IMeterFactory? meters) =>
        _decisions = meters?.Create(PolicyMetrics.MeterName).CreateCounter<long>(
            "triage.policy.shadow_decisions",
            "{decision}",
            "Decisions of the version in shadow, by whether its first channel is the same.");

    /// <summary>Has a decision made and counted soon.</summary>
    /// <param name="returned">Id of the first channel that was answered.</param>
    /// <param name="decide">Gets that of the version in shadow; when it throws, "failed" is counted.</param>
    public void Count(string? returned, Func<string?> decide)
    {
        if (!_waiting.Writer.TryWrite((returned, decide)))
        {
            Add("dropped");
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach ((string? returned, Func<string?> decide) in _waiting.Reader.ReadAllAsync(stoppingToken))
            {
                Add(Compare(returned, decide));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end, also of a start that failed: the host would call the latter an error.
        }
    }

    /// <remarks>Whatever a version in shadow does, it must not stop the service.</remarks>
    private static string Compare(string? returned, Func<string?> decide)
    {
        try
        {
            return decide() == returned ? "same" : "different";
        }
        catch (Exception)
        {
            return "failed";
        }
    }

    private void Add(string outcome) => _decisions?.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
