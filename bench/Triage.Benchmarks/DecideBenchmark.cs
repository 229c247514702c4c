using BenchmarkDotNet.Attributes;
using Triage.Core.Routing;
using Triage.Core.Scoring;
using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Benchmarks;

/// <summary>Deciding an English query of 100 characters by the default policy.</summary>
[Config(typeof(ShortConfig))]
public class DecideBenchmark
{
    private readonly Scorer _scorer = new(Model.Embedded);
    private readonly ServedPolicy _policy =
        new(DefaultPolicy.Compile(Model.Embedded.DefaultPolicy, new HostZones()), version: 0);

    private readonly RoutingContext _context = new()
    {
        Instant = new DateTimeOffset(2026, 5, 4, 14, 0, 0, TimeSpan.Zero),
    };
    private readonly TriageRequest _request = new() { Text = SampleText.Of("English", 100) };
    private Decider? _decider;
    private Score _score;

    [GlobalSetup]
    public void Setup()
    {
        _decider = new Decider(_scorer);
        _scorer.Score(_request.Text, Answers.None, _policy.Routing.Scoring, out _score);
    }

    /// <summary>Routing alone.</summary>
    [Benchmark]
    public float Decide()
    {
        Router.Decide(in _score, in _context, _policy.Routing, out Decision decision);
        return decision.Confidence;
    }

    /// <summary>Scoring and routing.</summary>
    [Benchmark(Baseline = true)]
    public float ScoreAndDecide()
    {
        _scorer.Score(_request.Text, Answers.None, _policy.Routing.Scoring, out Score score);
        Router.Decide(in score, in _context, _policy.Routing, out Decision decision);
        return decision.Confidence;
    }

    /// <summary>What a call does between decoding and encoding: checks, scores, routes, and fills the
    /// response.</summary>
    [Benchmark]
    public object Respond()
    {
        if (RequestValidator.Validate(_request) is not null)
        {
            throw new InvalidOperationException("the request has faults");
        }

        TriageResponse response = _decider!.Decide("default", _request, _policy, _context.Instant);
        SpareAnswer.Keep(response);
        return response;
    }

    /// <summary>The same with an explanation.</summary>
    [Benchmark]
    public object Explain() => _scorer.Explain(_request.Text, Answers.None, _policy.Routing.Scoring);
}
