using Triage.Core.Scoring;
using Triage.Learning.Labels;
using Triage.Learning.Lexicon;

namespace Triage.Learning.Training;

/// <summary>Training data cut into features.</summary>
internal sealed class CorpusFeatures
{
    /// <summary>Files whose lines cover all cells nearly evenly; all others follow natural frequencies.</summary>
    private static readonly HashSet<string> EvenFiles = new(StringComparer.Ordinal)
    {
        "en-a", "en-b", "en-c", "en-d", "en-e", "de", "es", "fr", "ja", "ko", "pt", "zh",
    };

    private readonly TrainingOptions _options;
    private readonly Featurizer _featurizer;
    private readonly List<Example> _examples = [];

    private CorpusFeatures(TrainingData data, TrainingOptions options)
    {
        _options = options;
        FrequentWords = FindFrequentWords(data, options.FrequentCount);
        _featurizer = new Featurizer(data.Lexicon, FrequentWords);
    }

    public FeatureIndex Features { get; } = new();

    /// <summary>Words on so many lines that their characters need not speak for them.</summary>
    public IReadOnlySet<ulong> FrequentWords { get; }

    public IReadOnlyList<Example> Examples => _examples;

    /// <summary>On how many lines each feature stands.</summary>
    public int[] Lines { get; private set; } = [];

    /// <summary>Tells whether a file's lines follow natural frequencies.</summary>
    /// <param name="file">Its name without the extension.</param>
    public static bool IsNatural(string file) => !EvenFiles.Contains(file);

    public static CorpusFeatures Cut(TrainingData data, TrainingOptions options)
    {
        CorpusFeatures corpus = new(data, options);
        foreach (LabelledQuery query in data.Queries)
        {
            bool? wantsPerson = data.Phrases.NamesWish(query.Text) ? null : false;
            corpus.Add(query.Text, query, wantsPerson, query.Language, !IsNatural(query.File));
        }

        foreach (SideLine line in data.SideLines)
        {
            corpus.Add(line.Text, null, line.WantsPerson, line.Language, isEven: false);
        }

        corpus.CountLines();
        return corpus;
    }

    private void Add(string text, LabelledQuery? query, bool? wantsPerson, Language language, bool isEven)
    {
        List<int> features = [];
        int tokens = _featurizer.Cut(text, (key, kind) => features.Add(Features.Add(key, kind)));
        float scale = 1 / MathF.Sqrt(tokens + _options.LengthOffset);
        _examples.Add(new Example(text, query, wantsPerson, language, [.. features], scale, isEven));
    }

    private static HashSet<ulong> FindFrequentWords(TrainingData data, int least)
    {
        Dictionary<ulong, int> lines = [];
        foreach (string text
            in data.Queries.Select(query => query.Text).Concat(data.SideLines.Select(line => line.Text)))
        {
            foreach (ulong word in TokenList.Of(text).Words().Distinct())
            {
                lines[word] = lines.GetValueOrDefault(word) + 1;
            }
        }

        return [.. lines.Where(pair => pair.Value >= least).Select(pair => pair.Key)];
    }

    private void CountLines()
    {
        Lines = new int[Features.Count];
        foreach (int feature in _examples.SelectMany(example => example.Features.Distinct()))
        {
            Lines[feature]++;
        }
    }
}
