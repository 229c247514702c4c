using BenchmarkDotNet.Attributes;
using Triage.Core.Scoring;
using Triage.Core.Scoring.Text;

namespace Triage.Benchmarks;

/// <summary>Scoring by length and language, between a floor and a naive way.</summary>
[Config(typeof(ShortConfig))]
public class ScoreBenchmark
{
    private readonly Scorer _vectors = new(Model.Embedded);
    private readonly Scorer _scalar = new(Model.Embedded, useVectors: false);
    private readonly ScoringPolicy _policy = Model.Embedded.DefaultPolicy;
    private readonly NaiveScorer _naive = new();
    private string _text = "";

    [Params("English", "Korean", "Mixed")]
    public string Language { get; set; } = "English";

    [Params(20, 100, 500, 4_000)]
    public int Chars { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _text = SampleText.Of(Language, Chars);
        float scalar = Score_Scalar();
        float vectors = Score();
        if (!scalar.Equals(vectors))
        {
            throw new InvalidOperationException($"scalar {scalar} and vectors {vectors} differ");
        }
    }

    /// <summary>The product.</summary>
    [Benchmark(Baseline = true)]
    public float Score()
    {
        _vectors.Score(_text, Answers.None, _policy, out Score score);
        return score.Dimensions[0].Value;
    }

    /// <summary>The reference without vector instructions.</summary>
    [Benchmark]
    public float Score_Scalar()
    {
        _scalar.Score(_text, Answers.None, _policy, out Score score);
        return score.Dimensions[0].Value;
    }

    /// <summary>The floor: folding and hashing every token, and nothing else.</summary>
    [Benchmark]
    public ulong Floor_Hashing()
    {
        Tokenizer tokenizer = new(_text, 0, _text.Length);
        ulong sum = 0;
        while (tokenizer.Next(out Token token))
        {
            sum += token.Hash;
        }

        return sum;
    }

    /// <summary>What one would write first: a dictionary of vectors by word.</summary>
    [Benchmark]
    public float Naive_Dictionary() => _naive.Score(_text);
}
