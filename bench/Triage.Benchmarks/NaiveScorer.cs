namespace Triage.Benchmarks;

/// <summary>A linear model as one would write it first: split words, look each and each pair up, add its
/// weights.</summary>
internal sealed class NaiveScorer
{
    private const int Heads = 40;

    private readonly Dictionary<string, float[]> _weights = [];

    public NaiveScorer()
    {
        foreach (string language in new[] { "English", "Korean", "Mixed" })
        {
            foreach (string feature in Features(SampleText.Of(language, 4_000)))
            {
                _weights.TryAdd(feature, new float[Heads]);
            }
        }
    }

    public float Score(string text)
    {
        float[] sums = new float[Heads];
        foreach (string feature in Features(text))
        {
            if (_weights.TryGetValue(feature, out float[]? weights))
            {
                for (int head = 0; head < Heads; head++)
                {
                    sums[head] += weights[head];
                }
            }
        }

        return sums[0];
    }

    private static IEnumerable<string> Features(string text)
    {
        string before = "";
        foreach (string word in text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return word;
            yield return $"{before} {word}";
            before = word;
        }
    }
}
