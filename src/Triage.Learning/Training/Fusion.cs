using Triage.Core.Scoring;
using Triage.Core.Scoring.Text;
using Triage.Learning.Lexicon;

namespace Triage.Learning.Training;

/// <summary>Fuses trained weights into the rows that the scorer reads.</summary>
/// <remarks>
/// All that one n-gram decides goes into one row: a word's own weight, its inner n-grams, its concepts. So a known word
/// costs one row however many features it has. The sequences and inner n-grams that are worth least are dropped to fit
/// the size.
/// </remarks>
internal sealed partial class Fusion(
    CorpusFeatures corpus,
    Weights weights,
    TrainingData data,
    TrainingOptions options,
    ScoringPolicy policy,
    Calibration[] calibrations)
{
    private const int MaxSequences = 36_000;
    private const int MaxInside = 16_000;
    private const int Rare = int.MaxValue - 1;

    private readonly ModelBuilder _builder = new();
    private readonly Dictionary<ulong, string> _words = [];
    private readonly ulong[] _inside = new ulong[InsideKeys.MaxCount];

    /// <summary>Returns the model file.</summary>
    public byte[] Build()
    {
        CollectWords();
        AddWords();
        AddFeatures(FeatureKind.Sequence, MaxSequences);
        AddFeatures(FeatureKind.Inside, MaxInside);
        AddFeatures(FeatureKind.Surface, int.MaxValue);
        AddTokensThatAreNoWords();
        AddExpressions();
        AddPhrases(data.Phrases.Wishes, isWish: true);
        AddPhrases(data.Phrases.Denials, isWish: false);
        MarkSequences();
        return _builder.Build(new ModelHeader
        {
            CorpusHash = data.Hash,
            IndexLength = 1,
            RowCount = 1,
            WishRowEnd = 1,
            NoWishRowEnd = 1,
            LengthOffset = options.LengthOffset,
            Units = [],
            Bias = ToHeads(weights.Bias, withShift: true),
            DefaultPolicy = policy,
        });
    }

    private bool IsKept(int feature) =>
        corpus.Lines[feature] >= options.MinCount || corpus.Features.Kind(feature) >= FeatureKind.Concept;

    /// <summary>Finds all words of the corpus and the lexicon.</summary>
    private void CollectWords()
    {
        IEnumerable<TokenList> lists = corpus.Examples.Select(example => TokenList.Of(example.Text))
            .Concat(data.Lexicon.Expressions.Concat(data.Phrases.Wishes).Concat(data.Phrases.Denials)
                .Select(expression => expression.Tokens));
        foreach (TokenList tokens in lists)
        {
            for (int i = 0; i < tokens.Count; i++)
            {
                if (tokens[i].Kind == TokenKind.Word)
                {
                    _words.TryAdd(tokens[i].Hash, tokens.Word(i));
                }
            }
        }
    }

    private void AddWords()
    {
        foreach ((ulong key, string word) in _words)
        {
            bool isTrained = corpus.Features.TryGet(key, out int feature) && IsKept(feature);
            float[] row = ConceptsOf(key, 0, word);
            if (isTrained)
            {
                Add(row, feature);
                int count = corpus.FrequentWords.Contains(key) ? 0 : InsideKeys.Write(word, _inside);
                for (int i = 0; i < count; i++)
                {
                    if (corpus.Features.TryGet(_inside[i], out int inside) && IsKept(inside))
                    {
                        Add(row, inside);
                    }
                }

                _builder.Set(key, row, -corpus.Lines[feature]);
            }
            else if (row.Any(weight => weight != 0))
            {
                _builder.Set(key, row, Rare);
                _builder.TakeApart(key);
            }
        }
    }

    private void AddTokensThatAreNoWords()
    {
        for (int feature = 0; feature < corpus.Features.Count; feature++)
        {
            ulong key = corpus.Features.Key(feature);
            if (corpus.Features.Kind(feature) == FeatureKind.Token && IsKept(feature) && !_words.ContainsKey(key))
            {
                float[] row = ConceptsOf(key, 0, "");
                Add(row, feature);
                _builder.Set(key, row, -corpus.Lines[feature]);
            }
        }
    }

    /// <summary>Adds the features of a kind, those first that move scores most on most lines.</summary>
    private void AddFeatures(FeatureKind kind, int most)
    {
        IEnumerable<int> features = Enumerable.Range(0, corpus.Features.Count)
            .Where(feature => corpus.Features.Kind(feature) == kind && IsKept(feature))
            .Select(feature => (Feature: feature, Worth: Worth(feature)))
            .OrderByDescending(pair => pair.Worth)
            .ThenBy(pair => corpus.Features.Key(pair.Feature))
            .Take(most)
            .Select(pair => pair.Feature);
        foreach (int feature in features)
        {
            ulong key = corpus.Features.Key(feature);
            float[] row = kind == FeatureKind.Sequence ? ConceptsOf(key, 0, "") : new float[Heads.Used];
            Add(row, feature);
            _builder.Set(key, row, -corpus.Lines[feature]);
        }
    }

    private double Worth(int feature)
    {
        float[] row = new float[Heads.Used];
        Add(row, feature);
        double squares = 0;
        for (int head = 0; head < Heads.Languages; head++)
        {
            squares += row[head] * row[head];
        }

        return squares * corpus.Lines[feature];
    }

    /// <summary>Marks the beginnings of all sequences of the corpus that have a row.</summary>
    private void MarkSequences()
    {
        foreach (Example example in corpus.Examples)
        {
            TokenList tokens = TokenList.Of(example.Text);
            for (int start = 0; start < tokens.Count; start++)
            {
                ulong key = tokens[start].Hash;
                for (int next = start + 1; next < Math.Min(tokens.Count, start + 3)
                    && tokens[start].Kind != TokenKind.Break && tokens[next].Kind != TokenKind.Break; next++)
                {
                    ulong longer = Hashing.Then(key, tokens[next].Hash);
                    if (_builder.Has(longer))
                    {
                        _builder.Continue(tokens[start].Hash);
                        _builder.Continue(key);
                    }

                    key = longer;
                }
            }
        }
    }

    /// <summary>Sums the concepts of a sequence that ends in a word:
    /// its own and those of the word's prefixes.</summary>
    private float[] ConceptsOf(ulong key, ulong before, string lastWord)
    {
        float[] row = new float[Heads.Used];
        if (data.Lexicon.TryGet(key, out List<int>? exact))
        {
            AddConcepts(row, exact!);
        }

        for (int length = InsideKeys.MinPrefix; length <= lastWord.Length; length++)
        {
            ulong prefix = ConceptLexicon.PrefixKey(before, lastWord.AsSpan(0, length));
            if (data.Lexicon.TryGetPrefix(prefix, out List<int>? concepts))
            {
                AddConcepts(row, concepts!);
            }
        }

        return row;
    }

    private float[] ConceptsOfPrefix(ulong key)
    {
        float[] row = new float[Heads.Used];
        if (data.Lexicon.TryGetPrefix(key, out List<int>? concepts))
        {
            AddConcepts(row, concepts!);
        }

        return row;
    }

    private void AddConcepts(float[] row, List<int> concepts)
    {
        foreach (int concept in concepts)
        {
            if (corpus.Features.TryGet(Hashing.Salted(Hashing.ConceptSalt, (ulong)concept), out int feature))
            {
                Add(row, feature);
            }
        }
    }

    private void Add(float[] row, int feature)
    {
        float value = options.KindScale[(int)corpus.Features.Kind(feature)];
        float[] heads = ToHeads(weights.Row(feature), withShift: false);
        for (int head = 0; head < row.Length; head++)
        {
            row[head] += heads[head] * value;
        }
    }

    /// <summary>Turns trained weights into the model's heads:
    /// a dimension's own head is what its criteria leave over.</summary>
    private float[] ToHeads(ReadOnlySpan<float> trained, bool withShift)
    {
        float[] heads = trained[..Heads.Used].ToArray();
        foreach (Dimension dimension in Enum.GetValues<Dimension>())
        {
            Calibration calibration = calibrations[(int)dimension];
            float own = (calibration.Gain * Blend.Of(trained, calibration.Weights))
                + (withShift ? calibration.Shift : 0);
            int first = (int)DimensionPolicy.FirstCriterion(dimension);
            for (int c = first; c < first + DimensionPolicy.CriteriaOf(dimension); c++)
            {
                own -= policy[dimension].Weight((Criterion)c) * heads[Heads.Criteria + c];
            }

            heads[Heads.Dimensions + (int)dimension] = own;
        }

        return heads;
    }
}
