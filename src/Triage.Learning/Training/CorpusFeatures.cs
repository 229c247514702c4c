using Triage.Learning.Labels;
using Triage.Learning.Lexicon;

namespace Triage.Learning.Training;

/// <summary>A corpus cut into features.</summary>
internal sealed class CorpusFeatures
{
    /// <summary>Files whose lines cover all cells nearly evenly; all others follow natural frequencies.</summary>
    private static readonly HashSet<string> EvenFiles = new(StringComparer.Ordinal)
    {
        "en-a", "en-b", "en-c", "en-d", "en-e", "de", "es", "fr", "ja", "ko", "pt", "zh",
    };

    private CorpusFeatures(FeatureIndex features, IReadOnlyList<Example> examples, int[] lines)
    {
        Features = features;
        Examples = examples;
        Lines = lines;
    }

    public FeatureIndex Features { get; }

    public IReadOnlyList<Example> Examples { get; }

    /// <summary>On how many lines each feature stands.</summary>
    public int[] Lines { get; }

    /// <summary>Gets whether a file's lines follow natural frequencies.</summary>
    public static bool IsNatural(string file) => !EvenFiles.Contains(file);

    public static CorpusFeatures Cut(
        IReadOnlyList<LabelledQuery> queries, ConceptLexicon lexicon, TrainingOptions options)
    {
        FeatureIndex index = new();
        Featurizer featurizer = new(lexicon);
        List<Example> examples = new(queries.Count);
        List<int> features = [];
        foreach (LabelledQuery query in queries)
        {
            features.Clear();
            int tokens = featurizer.Cut(query.Text, (key, kind) => features.Add(index.Add(key, kind)));
            float scale = 1 / MathF.Sqrt(tokens + options.LengthOffset);
            examples.Add(new Example(query, [.. features], scale, !IsNatural(query.File)));
        }

        int[] lines = new int[index.Count];
        foreach (int feature in examples.SelectMany(example => example.Features.Distinct()))
        {
            lines[feature]++;
        }

        return new CorpusFeatures(index, examples, lines);
    }
}
