using Triage.Core.Scoring;
using Triage.Core.Scoring.Text;
using Triage.Learning.Labels;
using Triage.Learning.Lexicon;
using Triage.Learning.Training;

namespace Triage.Learning.Adaptation;

/// <summary>Adapts a model to a company's labelled lines without forgetting what it knew.</summary>
/// <remarks>
/// Only the n-grams of the new lines (single tokens and pairs of them) and the bias may move, each pulled back to where
/// it was and only as far as it surely helps (<see cref="AdaptationStrength"/>); all other rows, the units, cut points
/// and slopes stay as they are. The changes are learnt on top of the base model's own values, in the order of the
/// lines: the same lines and base give the same bytes.
/// </remarks>
public static class ModelAdapter
{
    /// <summary>Adapts.</summary>
    /// <param name="baseModel">A model file.</param>
    /// <param name="queries">The company's lines.</param>
    /// <param name="options">How.</param>
    /// <returns>A model file; its corpus hash is that of the base, a plus sign and the number of lines.</returns>
    /// <exception cref="ModelException">The base is no valid model.</exception>
    /// <exception cref="ArgumentException">There are no lines.</exception>
    /// <exception cref="InvalidOperationException">The lines have more n-grams than the model has room for.</exception>
    public static byte[] Adapt(
        ReadOnlySpan<byte> baseModel, IReadOnlyList<LabelledQuery> queries, AdaptationOptions options)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(options);
        if (queries.Count == 0)
        {
            throw new ArgumentException("expected at least one line, got none", nameof(queries));
        }

        Model model = Model.Load(baseModel);
        NGramIndex grams = new();
        AdaptedLine[] lines = [.. queries.Select(query => Cut(query, model, grams))];
        float[] shares = AdaptationStrength.Choose(
            lines, model.DefaultPolicy, some => Fit(some, grams.All.Count, options));
        Weights changes = Fit(lines, grams.All.Count, options);
        ModelPatch patch = new(baseModel);
        for (int i = 0; i < grams.All.Count; i++)
        {
            patch.Add(grams.All[i], ToHeads(changes.Row(i), shares, model));
        }

        return patch.Build(ToHeads(changes.Bias, shares, model), queries.Count);
    }

    private static AdaptedLine Cut(LabelledQuery query, Model model, NGramIndex grams)
    {
        TokenList tokens = TokenList.Of(query.Text);
        List<int> numbers = [];
        int count = 0;
        for (int i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind == TokenKind.Break)
            {
                continue;
            }

            count++;
            numbers.Add(grams.AddToken(tokens[i].Hash, tokens[i].Kind == TokenKind.Word));
            if (i > 0 && tokens[i - 1].Kind != TokenKind.Break)
            {
                numbers.Add(grams.AddPair(Hashing.Then(tokens[i - 1].Hash, tokens[i].Hash), tokens[i - 1].Hash));
            }
        }

        float scale = 1 / MathF.Sqrt(count + model.Header.LengthOffset);
        Example example = new(query.Text, query, null, query.Language, [.. numbers], scale, IsEven: false);
        return new AdaptedLine(example, BaseValues(query.Text, model));
    }

    /// <summary>Returns what the base model says: criteria, latent values of the dimensions, jobs, workflows.</summary>
    private static float[] BaseValues(string text, Model model)
    {
        float[] values = new Scorer(model).Values(text);
        for (int d = 0; d < Vocabulary.DimensionCount; d++)
        {
            values[Heads.Dimensions + d] += FromCriteria(values, model, (Dimension)d);
        }

        return values;
    }

    /// <summary>Turns changes of latent values into changes of the dimensions' own heads.</summary>
    private static float[] ToHeads(ReadOnlySpan<float> changes, float[] shares, Model model)
    {
        float[] heads = new float[Heads.Used];
        for (int head = 0; head < heads.Length; head++)
        {
            heads[head] = changes[head] * shares[head];
        }

        for (int d = 0; d < Vocabulary.DimensionCount; d++)
        {
            heads[Heads.Dimensions + d] -= FromCriteria(heads, model, (Dimension)d);
        }

        return heads;
    }

    private static float FromCriteria(float[] heads, Model model, Dimension dimension)
    {
        DimensionPolicy policy = model.DefaultPolicy[dimension];
        int first = (int)DimensionPolicy.FirstCriterion(dimension);
        float sum = 0;
        for (int c = first; c < first + DimensionPolicy.CriteriaOf(dimension); c++)
        {
            sum += policy.Weight((Criterion)c) * heads[Heads.Criteria + c];
        }

        return sum;
    }

    private static Weights Fit(AdaptedLine[] lines, int gramCount, AdaptationOptions options)
    {
        Weights changes = new(new float[gramCount * Weights.Stride], new float[Weights.Stride]);
        float[] squares = new float[changes.Rows.Length];
        float[] biasSquares = new float[Weights.Stride];
        Array.Fill(squares, 1e-2f);
        Array.Fill(biasSquares, 1f);
        float[] values = new float[Weights.Stride];
        float[] gradient = new float[Weights.Stride];
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            float rate = options.LearningRate * (1 - ((float)epoch / options.Epochs));
            foreach (AdaptedLine line in lines)
            {
                line.Predict(changes, share: 1, values);
                Loss.Gradient(line.Example, values, gradient);
                gradient.AsSpan(Heads.Languages).Clear();
                Step(changes.Bias, biasSquares, gradient, 1, rate, options.Decay);
                foreach (int feature in line.Example.Features)
                {
                    int start = feature * Weights.Stride;
                    Step(
                        changes.Rows.AsSpan(start, Weights.Stride),
                        squares.AsSpan(start, Weights.Stride),
                        gradient,
                        line.Example.Scale,
                        rate,
                        options.Decay);
                }
            }
        }

        return changes;
    }

    private static void Step(
        Span<float> weights, Span<float> squares, float[] gradient, float scale, float rate, float decay)
    {
        for (int head = 0; head < weights.Length; head++)
        {
            float slope = gradient[head] * scale;
            squares[head] += slope * slope;
            weights[head] = (weights[head] * (1 - decay)) - (rate * slope / MathF.Sqrt(squares[head]));
        }
    }
}
