using System.Runtime.CompilerServices;
using Triage.Core.Scoring.Text;

namespace Triage.Core.Scoring;

/// <summary>Scores queries with one model. Immutable, safe for any number of threads.</summary>
public sealed class Scorer
{
    /// <summary>N-grams of a text that count: half from its head, half from its tail.</summary>
    /// <remarks>A token that is begun counts whole, so that each half may exceed its share by the n-grams of
    /// one.</remarks>
    public const int MaxNGrams = 4_096;

    /// <summary>Texts over this many UTF-16 units are read at their head and tail only.</summary>
    public const int MaxTextUnits = 16_384;

    /// <summary>Share of a text's tokens that must be known for it to count as intelligible: one in this
    /// many.</summary>
    private const int MinKnownShare = 2;

    /// <summary>Texts of up to this many UTF-16 units are looked through for idle typing; longer ones are not of
    /// it.</summary>
    private const int MaxIdleUnits = 40;

    private readonly Model _model;
    private readonly bool _useVectors;

    /// <summary>Builds a scorer.</summary>
    /// <param name="model">The model.</param>
    /// <param name="useVectors">Whether to use vector instructions; the scores are the same without.</param>
    public Scorer(Model model, bool useVectors = true)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _useVectors = useVectors;
    }

    /// <summary>Gets the model.</summary>
    public Model Model => _model;

    /// <summary>Scores a query.</summary>
    /// <param name="text">UTF-16, any length; beyond <see cref="MaxTextUnits"/> units or <see cref="MaxNGrams"/>
    /// n-grams its head and tail count.</param>
    /// <param name="answers">What the caller knows.</param>
    /// <param name="policy">Weights, cut points and decisive marks.</param>
    /// <param name="score">The score.</param>
    /// <exception cref="ArgumentNullException">There is no policy.</exception>
    /// <remarks>Allocates 0 B (gate: <c>ScoreBenchmark</c>); never throws on any text.</remarks>
    public void Score(ReadOnlySpan<char> text, in Answers answers, ScoringPolicy policy, out Score score) =>
        Score(text, in answers, policy, out score, out _);

    /// <summary>Scores a query and tells what was seen while it was read.</summary>
    [SkipLocalsInit]
    internal void Score(
        ReadOnlySpan<char> text, in Answers answers, ScoringPolicy policy, out Score score, out Reading reading)
    {
        ArgumentNullException.ThrowIfNull(policy);
        Span<int> sums = stackalloc int[Heads.Count];
        Span<int> batch = stackalloc int[RowSum.BatchSize];
        sums.Clear();
        RowSum sink = new(_model, batch, sums, _useVectors);
        reading = Read(text, ref sink);
        sink.Flush();

        score = default;
        score.Answers = answers;
        Fill(ref score, sums, in reading, IsIntelligible(text, in reading), out float personValue);
        score.PersonWish = sink.Wish.Resolve();
        if (personValue > 0 && score.PersonWish.IsEmpty)
        {
            score.PersonWish = FindRoundaboutWish(text);
        }

        policy.SetLevels(ref score);
    }

    /// <summary>Explains a score: which words moved each dimension, and by how much. Reads the text again.</summary>
    public Explanation Explain(ReadOnlySpan<char> text, in Answers answers, ScoringPolicy policy)
    {
        Score(text, answers, policy, out Score score);
        RowLog sink = new([]);
        Reading reading = Read(text, ref sink);
        return Explainer.Explain(_model, text, sink.Rows, reading.Scale, in score, policy);
    }

    /// <summary>Returns the value of every head for a text, shape [<see cref="Heads.Used"/>].</summary>
    internal float[] Values(ReadOnlySpan<char> text)
    {
        int[] sums = new int[Heads.Count];
        RowSum sink = new(_model, new int[RowSum.BatchSize], sums, _useVectors);
        Reading reading = Read(text, ref sink);
        sink.Flush();
        float[] values = new float[Heads.Used];
        SetValues(values, sums, in reading);
        return values;
    }

    /// <summary>Reads a text, or its head and a tail of as many units, into a sink.</summary>
    internal Reading Read<TSink>(ReadOnlySpan<char> text, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        int headEnd = text.Length > MaxTextUnits ? MaxTextUnits / 2 : text.Length;
        NGramWalk head = new(_model, text, 0, headEnd);
        head.Read(MaxNGrams / 2, ref sink);
        Surface surface = head.Surface;
        int tokens = head.Tokens;
        int known = head.KnownTokens;
        bool truncated = false;
        if (head.Position < text.Length)
        {
            int tailStart = Math.Max(head.Position, text.Length - head.Position);
            NGramWalk tail = new(_model, text, tailStart, text.Length);
            bool ended = tail.Read(MaxNGrams / 2, ref sink);
            truncated = tailStart > head.Position || !ended;
            surface = surface.Plus(tail.Surface);
            tokens += tail.Tokens;
            known += tail.KnownTokens;
        }

        head.ReadSurface(in surface, ref sink);
        return new Reading(tokens, known, truncated, 1 / MathF.Sqrt(tokens + _model.Header.LengthOffset));
    }

    /// <summary>Gets whether half of a text's words are known; words of idle typing are no words.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsIntelligible(ReadOnlySpan<char> text, in Reading reading)
    {
        int tokens = reading.Tokens;
        int known = reading.Known;
        if (text.Length <= MaxIdleUnits)
        {
            Tokenizer tokenizer = new(text, 0, text.Length);
            while (tokenizer.Next(out Token token))
            {
                if (token.Kind == TokenKind.Word
                    && IdleTyping.Is(((ReadOnlySpan<char>)tokenizer.Folded)[..token.Length]))
                {
                    tokens--;
                    known -= _model.TryFind(token.Hash, out _) ? 1 : 0;
                }
            }
        }

        return known > 0 && known * MinKnownShare >= tokens;
    }

    private void Fill(
        ref Score score, ReadOnlySpan<int> sums, in Reading reading, bool isIntelligible, out float personValue)
    {
        Span<float> values = stackalloc float[Heads.Used];
        SetValues(values, sums, in reading);
        for (int c = 0; c < Vocabulary.CriterionCount; c++)
        {
            score.Criteria[c] = values[Heads.Criteria + c];
        }

        for (int d = 0; d < Vocabulary.DimensionCount; d++)
        {
            score.Own[d] = values[Heads.Dimensions + d];
        }

        for (int j = 0; j < Vocabulary.JobCount; j++)
        {
            score.Jobs[j] = Logistic.Of(values[Heads.Jobs + j]);
        }

        personValue = values[Heads.Person];
        score.MainJob = (Job)IndexOfMax(values.Slice(Heads.Jobs, Vocabulary.JobCount));
        ReadOnlySpan<float> workflows = values.Slice(Heads.Workflows, Vocabulary.WorkflowCount);
        score.Workflow = (Workflow)IndexOfMax(workflows);
        score.WorkflowProbability = Softmax(workflows, (int)score.Workflow);
        score.Language = (Language)IndexOfMax(values.Slice(Heads.Languages, Vocabulary.LanguageCount + 1));
        if (!isIntelligible)
        {
            score.Language = Language.Undetermined;
        }

        score.Caveats = (reading.Truncated ? Caveats.TextTruncated : Caveats.None)
            | (isIntelligible ? Caveats.None : Caveats.TextUnintelligible)
            | (score.Language == Language.Undetermined ? Caveats.LanguageUnsupported : Caveats.None);
    }

    private void SetValues(Span<float> values, ReadOnlySpan<int> sums, in Reading reading)
    {
        ModelHeader header = _model.Header;
        for (int head = 0; head < values.Length; head++)
        {
            values[head] = header.Bias[head] + (header.Units[head] * sums[head] * reading.Scale);
        }
    }

    /// <summary>Finds the words that ask for a person in a text with no known phrase, or with denied ones
    /// only.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private TextSpan FindRoundaboutWish(ReadOnlySpan<char> text)
    {
        StrongestWish sink = new(_model);
        Read(text, ref sink);
        return sink.Strongest;
    }

    private static int IndexOfMax(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }

    private static float Softmax(ReadOnlySpan<float> values, int index)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += Logistic.Exp(value - values[index]);
        }

        return (float)(1 / sum);
    }

    /// <summary>Keeps the n-gram that speaks most for the wish for a person.</summary>
    private struct StrongestWish(Model model) : IRowSink
    {
        private int _weight;

        public TextSpan Strongest { get; private set; }

        public void Add(int row, int start, int end)
        {
            int weight = Unsafe.Add(ref model.Row(row), Heads.Person);
            if (end > start && weight > _weight)
            {
                _weight = weight;
                Strongest = new TextSpan(start, end);
            }
        }
    }
}
