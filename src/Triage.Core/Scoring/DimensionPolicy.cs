namespace Triage.Core.Scoring;

/// <summary>How one dimension gets its level.</summary>
public sealed class DimensionPolicy
{
    private readonly Criterion _first;
    private readonly float[] _weights;
    private readonly bool[] _decisive;
    private readonly float _totalWeight;

    /// <summary>Builds the policy of one dimension.</summary>
    /// <param name="dimension">The dimension.</param>
    /// <param name="lowCut">Latent value at which medium begins (on a binary scale: high).</param>
    /// <param name="highCut">Latent value at which high begins; at least <paramref name="lowCut"/>.</param>
    /// <param name="weights">Weight of each criterion of the dimension, in rubric order; finite, at least 0.</param>
    /// <param name="decisive">Whether an explicit answer of 2 alone makes the dimension high, for each
    /// criterion.</param>
    /// <param name="doubt">How sure the level is.</param>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public DimensionPolicy(
        Dimension dimension,
        float lowCut,
        float highCut,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<bool> decisive,
        Doubt doubt)
    {
        Dimension = dimension;
        _first = FirstCriterion(dimension);
        int count = CriteriaOf(dimension);
        Require(weights.Length == count, nameof(weights), $"weights: expected {count}, got {weights.Length}");
        Require(decisive.Length == count, nameof(decisive), $"decisive marks: expected {count}, got {decisive.Length}");
        Require(
            float.IsFinite(lowCut) && float.IsFinite(highCut), nameof(lowCut), "cut points: expected finite numbers");
        Require(lowCut <= highCut, nameof(highCut), $"cut points: expected ascending, got {lowCut} and {highCut}");
        ArgumentNullException.ThrowIfNull(doubt);
        Require(doubt.InferredSlope > 0 && doubt.AnsweredSlope > 0, nameof(doubt), "slopes: expected numbers above 0");
        foreach (float weight in weights)
        {
            Require(
                float.IsFinite(weight) && weight >= 0,
                nameof(weights),
                $"weights: expected finite and at least 0, got {weight}");
            _totalWeight += weight;
        }

        (LowCut, HighCut) = (lowCut, highCut);
        Doubt = doubt;
        _weights = weights.ToArray();
        _decisive = decisive.ToArray();
    }

    /// <summary>Gets the dimension.</summary>
    public Dimension Dimension { get; }

    /// <summary>Gets the latent value at which medium begins; on a binary scale, high.</summary>
    public float LowCut { get; }

    /// <summary>Gets the latent value at which high begins; at least <see cref="LowCut"/>.</summary>
    public float HighCut { get; }

    /// <summary>Gets how sure the level is.</summary>
    public Doubt Doubt { get; }

    /// <summary>Gets the weight of one of the dimension's criteria.</summary>
    public float Weight(Criterion criterion) => _weights[criterion - _first];

    /// <summary>Gets whether an explicit answer of 2 alone makes the dimension high.</summary>
    public bool IsDecisive(Criterion criterion) => _decisive[criterion - _first];

    /// <summary>Gets the first criterion of a dimension; the others follow it.</summary>
    public static Criterion FirstCriterion(Dimension dimension) => dimension switch
    {
        Dimension.Complexity => Criterion.AnswerAvailability,
        Dimension.Severity => Criterion.Urgency,
        _ => Criterion.WorkRequired,
    };

    /// <summary>Gets how many criteria a dimension has.</summary>
    public static int CriteriaOf(Dimension dimension) => dimension switch
    {
        Dimension.Complexity => 3,
        Dimension.Severity => 5,
        _ => 4,
    };

    /// <summary>Gets the answered share of the dimension's weight, in [0, 1].</summary>
    internal float AnsweredShare(Answers answers)
    {
        float answered = 0;
        for (int i = 0; i < _weights.Length && !answers.IsEmpty; i++)
        {
            answered += answers.TryGet((Criterion)((int)_first + i), out _) ? _weights[i] : 0;
        }

        return _totalWeight == 0 ? 0 : answered / _totalWeight;
    }

    /// <summary>Gets how much of the dimension's own head still counts, in [0, 1].</summary>
    /// <remarks>Answers that contradict its direction take from it; those that agree with it leave it as it
    /// is.</remarks>
    internal float OwnShare(in Score score)
    {
        bool isRaising = score.Own[(int)Dimension] > 0;
        float contradicted = 0;
        for (int i = 0; i < _weights.Length && !score.Answers.IsEmpty; i++)
        {
            Criterion criterion = (Criterion)((int)_first + i);
            if (score.Answers.TryGet(criterion, out Level answer))
            {
                float inferred = Math.Clamp(score.Criteria[criterion], 0, (int)Scoring.Level.High);
                bool contradicts = isRaising
                    ? answer == Scoring.Level.Low || (int)answer < inferred
                    : answer == Scoring.Level.High || (int)answer > inferred;
                contradicted += contradicts ? _weights[i] : 0;
            }
        }

        return _totalWeight == 0 ? 1 : 1 - (contradicted / _totalWeight);
    }

    /// <summary>Gets what an explicit answer counts: the highest never less, the lowest never more than was
    /// inferred.</summary>
    internal static float ValueOf(Level answer, float inferred) => answer switch
    {
        Scoring.Level.Low => Math.Min(0, inferred),
        Scoring.Level.High => Math.Max((int)Scoring.Level.High, inferred),
        _ => (int)answer,
    };

    /// <summary>Gets the level of a latent value by the cut points.</summary>
    internal Level LevelAt(float value, bool isBinary = false) =>
        value >= (isBinary ? LowCut : HighCut) ? Scoring.Level.High
        : value >= LowCut ? Scoring.Level.Medium
        : Scoring.Level.Low;

    internal DimensionScore Level(in Score score, float own, bool isBinary)
    {
        float share = AnsweredShare(score.Answers);
        float value = own * OwnShare(in score);
        bool decided = false;
        for (int i = 0; i < _weights.Length; i++)
        {
            Criterion criterion = (Criterion)((int)_first + i);
            if (score.Answers.TryGet(criterion, out Level answer))
            {
                value += _weights[i] * ValueOf(answer, score.Criteria[criterion]);
                decided |= answer == Scoring.Level.High && _decisive[i];
            }
            else
            {
                value += _weights[i] * score.Criteria[criterion];
            }
        }

        float highCut = isBinary ? LowCut : HighCut;
        if (decided)
        {
            return new DimensionScore(Scoring.Level.High, Math.Max(value, highCut), 0, 0, 1);
        }

        float slope = Doubt.InferredSlope + ((Doubt.AnsweredSlope - Doubt.InferredSlope) * share);
        float inferred = 1 - share;
        float lowMiddle = LowCut + (Doubt.LowMargin * inferred);
        float highMiddle = isBinary ? lowMiddle : Math.Max(lowMiddle, HighCut + (Doubt.HighMargin * inferred));
        float high = Logistic.Of(slope * (value - highMiddle));
        float low = isBinary ? 1 - high : Logistic.Of(slope * (lowMiddle - value));
        return new DimensionScore(LevelAt(value, isBinary), value, low, Math.Max(0, 1 - low - high), high);
    }

    private static void Require(bool condition, string parameter, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message, parameter);
        }
    }
}
