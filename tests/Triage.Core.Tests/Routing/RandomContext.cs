using System.Runtime.CompilerServices;
using Triage.Core.Routing;
using Triage.Core.Routing.Live;
using Triage.Core.Scoring;

namespace Triage.Core.Tests.Routing;

/// <summary>Random scores and circumstances for a policy; the same for the same seed.</summary>
internal sealed class RandomContext(RoutingPolicy policy, int seed)
{
    private static readonly string[] Zones = ["Asia/Seoul", "America/New_York", "Europe/Berlin"];

    private readonly Random _random = new(seed);

    /// <summary>The reports that a status was made from.</summary>
    public static ConditionalWeakTable<LiveStatus, ChannelReport[]> Reports { get; } = [];

    public (Score Score, RoutingContext Context) Make()
    {
        float[] criteria = [.. Enumerable.Range(0, Vocabulary.CriterionCount).Select(_ => _random.NextSingle() * 2)];
        Score score = Scores.Inferred(policy.Scoring, criteria);
        score.MainJob = Pick<Job>();
        score.Workflow = Pick<Workflow>();
        score.Language = Pick<Language>();
        score.PersonWish = _random.Next(4) == 0 ? new TextSpan(1, 2) : default;
        score.Caveats = _random.Next(8) == 0 ? Caveats.TextUnintelligible : Caveats.None;

        DateTimeOffset instant = Policies.Noon.AddMinutes(_random.Next(60 * 24 * 365));
        RoutingContext context = new()
        {
            Instant = instant,
            Excluded = Some(_random.Next(3)),
            Tried = Some(_random.Next(2)),
            Lacks = _random.Next(3) == 0 ? (Abilities)_random.Next(32) : Abilities.None,
            InboundChannel = _random.Next(2) == 0 ? _random.Next(policy.Channels.Count) : null,
            Language = _random.Next(3) == 0 ? Pick<Language>() : null,
            Zone = _random.Next(2) == 0 ? new TestZones().Find(Zones[_random.Next(Zones.Length)]) : null,
            Status = _random.Next(2) == 0 ? Status(instant) : null,
        };
        for (int i = 0; i < policy.Document.Attributes.Count; i++)
        {
            context.Attributes[i] = (byte)_random.Next(policy.Document.Attributes[i].Values.Count + 1);
        }

        return (score, context);
    }

    /// <summary>None, half, or all but a few of the channels.</summary>
    private ChannelSet Some(int share) => policy.Channels
        .Where(_ => share switch { 0 => false, 1 => _random.Next(2) == 0, _ => _random.Next(12) > 0 })
        .Aggregate(ChannelSet.Empty, (set, channel) => set.With(channel.Index));

    private LiveStatus Status(DateTimeOffset instant)
    {
        ChannelReport[] reports = [.. policy.Channels.Where(_ => _random.Next(3) == 0).Select(channel =>
            new ChannelReport(
            channel.Id,
            Pick<ChannelState>(),
            _random.Next(60),
            null,
            instant.AddMinutes(_random.Next(-20, 2)),
            instant.AddMinutes(_random.Next(-5, 60))))];
        LiveStatus status = new(policy, reports);
        Reports.Add(status, reports);
        return status;
    }

    private T Pick<T>()
        where T : struct, Enum
    {
        T[] values = Enum.GetValues<T>();
        return values[_random.Next(values.Length)];
    }
}
