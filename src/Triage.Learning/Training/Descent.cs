using System.Runtime.Intrinsics;

namespace Triage.Learning.Training;

/// <summary>Fits weights to examples by AdaGrad (Duchi, Hazan and Singer, JMLR 2011), one line at a time.</summary>
/// <remarks>
/// Deterministic: a seed fixes the order and the hidden words, every sum has a fixed order, and only IEEE add,
/// subtract, multiply, divide and square root are used.
/// </remarks>
internal sealed class Descent
{
    private const float FirstSquare = 1e-3f;

    /// <summary>Weights of a feature and, behind them, their sums of squares: one stretch of memory for each.</summary>
    private const int StateStride = 2 * Weights.Stride;

    private readonly TrainingOptions _options;
    private readonly FeatureIndex _features;
    private readonly float[] _values;
    private readonly float[] _state;
    private readonly float[] _bias = new float[Weights.Stride];
    private readonly float[] _evenBias = new float[Weights.Stride];
    private readonly float[] _biasSquares = new float[Weights.Stride];
    private ulong _random;

    private Descent(FeatureIndex features, TrainingOptions options, ulong seed)
    {
        _options = options;
        _features = features;
        _random = (seed * 0x9E3779B97F4A7C15) + 1;
        _values = [.. Enumerable.Range(0, features.Count).Select(f => options.KindScale[(int)features.Kind(f)])];
        _state = new float[features.Count * StateStride];
        for (int feature = 0; feature < features.Count; feature++)
        {
            _state.AsSpan((feature * StateStride) + Weights.Stride, Weights.Stride).Fill(FirstSquare);
        }

        Array.Fill(_biasSquares, FirstSquare);
    }

    /// <summary>Fits weights.</summary>
    /// <param name="examples">The lines.</param>
    /// <param name="features">Their features.</param>
    /// <param name="options">How.</param>
    /// <param name="seed">Fixes the order of the lines and the hidden words.</param>
    public static Weights Fit(
        IReadOnlyList<Example> examples, FeatureIndex features, TrainingOptions options, ulong seed) =>
        new Descent(features, options, seed).Run(examples);

    /// <summary>Returns the heads' values of an example.</summary>
    public static float[] Predict(Weights weights, Example example, FeatureIndex features, TrainingOptions options)
    {
        float[] values = new float[Weights.Stride];
        foreach (int feature in example.Features)
        {
            float value = options.KindScale[(int)features.Kind(feature)];
            ReadOnlySpan<float> row = weights.Row(feature);
            for (int head = 0; head < values.Length; head++)
            {
                values[head] += row[head] * value;
            }
        }

        for (int head = 0; head < values.Length; head++)
        {
            values[head] = (values[head] * example.Scale) + weights.Bias[head];
        }

        return values;
    }

    private Weights Run(IReadOnlyList<Example> examples)
    {
        int[][] kept = KeepFrequent(examples);
        int[] order = [.. Enumerable.Range(0, examples.Count)];
        int[] seen = new int[kept.Max(features => features.Length)];
        float[] values = new float[Weights.Stride];
        float[] gradient = new float[Weights.Stride];
        for (int epoch = 0; epoch < _options.Epochs; epoch++)
        {
            Shuffle(order);
            float rate = _options.LearningRate * (1 - (0.9f * epoch / _options.Epochs));
            foreach (int i in order)
            {
                Step(examples[i], kept[i], seen, values, gradient, rate);
            }
        }

        float[] rows = new float[_features.Count * Weights.Stride];
        for (int feature = 0; feature < _features.Count; feature++)
        {
            _state.AsSpan(feature * StateStride, Weights.Stride).CopyTo(rows.AsSpan(feature * Weights.Stride));
        }

        return new Weights(rows, _bias);
    }

    private void Step(Example example, int[] features, int[] seen, float[] values, float[] gradient, float rate)
    {
        int count = Hide(features, seen);
        Weights.Sum(_state, StateStride, seen.AsSpan(0, count), _values, values);
        for (int head = 0; head < values.Length; head++)
        {
            values[head] = (values[head] * example.Scale) + _bias[head] + (example.IsEven ? _evenBias[head] : 0);
        }

        Loss.Gradient(example, values, gradient);
        float weight = example.IsEven ? _options.EvenWeight : 1;
        for (int head = 0; head < gradient.Length; head++)
        {
            gradient[head] *= weight;
            _biasSquares[head] += gradient[head] * gradient[head];
            float step = rate * gradient[head] / MathF.Sqrt(_biasSquares[head]);
            _bias[head] -= step;
            _evenBias[head] -= example.IsEven ? step : 0;
        }

        Update(seen.AsSpan(0, count), gradient, example.Scale, rate);
    }

    private void Update(ReadOnlySpan<int> features, float[] gradient, float scale, float rate)
    {
        Vector256<float> step = Vector256.Create(rate);
        Vector256<float> shrink = Vector256.Create(1 - _options.Decay);
        foreach (int feature in features)
        {
            Vector256<float> value = Vector256.Create(_values[feature] * scale);
            for (int head = 0; head < Weights.Stride; head += Vector256<float>.Count)
            {
                int at = (feature * StateStride) + head;
                ref float squares = ref _state[at + Weights.Stride];
                Vector256<float> slope = Vector256.LoadUnsafe(ref gradient[head]) * value;
                Vector256<float> square = Vector256.LoadUnsafe(ref squares) + (slope * slope);
                square.StoreUnsafe(ref squares);
                Vector256<float> weight = Vector256.LoadUnsafe(ref _state[at]);
                weight = (weight * shrink) - (step * slope / Vector256.Sqrt(square));
                weight.StoreUnsafe(ref _state[at]);
            }
        }
    }

    private int Hide(int[] features, int[] seen)
    {
        uint threshold = (uint)(_options.Dropout * uint.MaxValue);
        int count = 0;
        foreach (int feature in features)
        {
            if (_features.Kind(feature) >= FeatureKind.Concept || Next() >= threshold)
            {
                seen[count++] = feature;
            }
        }

        return count;
    }

    private int[][] KeepFrequent(IReadOnlyList<Example> examples)
    {
        int[] lines = new int[_features.Count];
        foreach (Example example in examples)
        {
            foreach (int feature in example.Features.Distinct())
            {
                lines[feature]++;
            }
        }

        return [.. examples.Select(example => example.Features
            .Where(f => lines[f] >= _options.MinCount || _features.Kind(f) >= FeatureKind.Concept).ToArray())];
    }

    private void Shuffle(int[] order)
    {
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = (int)(Next() % (uint)(i + 1));
            (order[i], order[j]) = (order[j], order[i]);
        }
    }

    /// <summary>xorshift64 (Marsaglia 2003), upper half.</summary>
    private uint Next()
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        return (uint)(_random >> 32);
    }
}
