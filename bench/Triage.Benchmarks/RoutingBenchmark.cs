using BenchmarkDotNet.Attributes;
using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Routing.Live;
using Triage.Core.Scoring;
using Triage.Server.Decisions;

namespace Triage.Benchmarks;

/// <summary>Routing with all that can be known of a customer and of the channels, by the number of overrides.</summary>
[Config(typeof(ShortConfig))]
public class RoutingBenchmark
{
    private static readonly DateTimeOffset Instant = new(2026, 5, 4, 14, 0, 0, TimeSpan.Zero);

    private RoutingPolicy? _policy;
    private RoutingContext _context;
    private Score _score;

    [Params(0, 10, 1_000)]
    public int Overrides { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        HostZones zones = new();
        PolicyDocument document = DefaultPolicy.Compile(Model.Embedded.DefaultPolicy, zones).Document;
        _policy = RoutingPolicy.Compile(
            document with { Overrides = [.. Enumerable.Range(0, Overrides).Select(Override)] },
            Model.Embedded.DefaultPolicy,
            zones,
            out IReadOnlyList<PolicyFault> faults) ?? throw new InvalidOperationException(string.Join("; ", faults));
        new Scorer(Model.Embedded).Score(SampleText.Of("English", 100), Answers.None, _policy.Scoring, out _score);
        _context = new RoutingContext
        {
            Instant = Instant,
            Excluded = ChannelSet.Of(Index("co_browse")).With(Index("branch")),
            Tried = ChannelSet.Of(Index("chatbot")),
            Lacks = Abilities.Travel,
            InboundChannel = Index("messaging"),
            Language = Language.Spanish,
            Zone = zones.Find("America/Mexico_City"),
            Status = new LiveStatus(_policy, _policy.Channels.Select(channel =>
                new ChannelReport(
                    channel.Id, ChannelState.Busy, channel.Index, 5, Instant.AddMinutes(-1), Instant.AddMinutes(9)))),
        };
        for (int i = 0; i < document.Attributes.Count; i++)
        {
            _context.Attributes[i] = 1;
        }
    }

    [Benchmark]
    public float Decide_AllContext()
    {
        Router.Decide(in _score, in _context, _policy!, out Decision decision);
        return decision.Confidence;
    }

    private int Index(string channel) => _policy!.TryGetChannel(channel, out int index)
        ? index
        : throw new InvalidOperationException($"the policy has no channel {channel}");

    /// <summary>One cell, job and workflow each, so that every override can apply.</summary>
    private static OverrideDocument Override(int number) => new()
    {
        Id = $"o{number}",
        When = new ConditionDocument
        {
            Cells = [Cell.At(number % Cell.Count)],
            Jobs = [(Job)(number / Cell.Count % Vocabulary.JobCount)],
            Workflows = [(Workflow)(number / Cell.Count / Vocabulary.JobCount)],
        },
        Primary = "callback",
        Secondary = "phone",
        Why = "measured",
    };
}
