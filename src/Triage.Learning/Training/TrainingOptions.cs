namespace Triage.Learning.Training;

/// <summary>How a model is trained. The defaults are those of the shipped model;
/// README.md has what each is worth.</summary>
public sealed record TrainingOptions
{
    /// <summary>Passes over the corpus.</summary>
    public int Epochs { get; init; } = 8;

    /// <summary>First step size of AdaGrad; it falls to a tenth.</summary>
    public float LearningRate { get; init; } = 0.2f;

    /// <summary>Shrinkage of a weight each time its feature is seen.</summary>
    public float Decay { get; init; } = 0.00002f;

    /// <summary>Share of words hidden in each pass, so that concepts learn to speak for unseen words.</summary>
    public float Dropout { get; init; } = 0.3f;

    /// <summary>Features seen on fewer lines are left out; concepts and surface are always kept.</summary>
    public int MinCount { get; init; } = 2;

    /// <summary>Words on at least so many lines are not taken apart into characters.</summary>
    public int FrequentCount { get; init; } = 12;

    /// <summary>Tokens added to a text's length before the root, so that short texts are not overstated.</summary>
    public float LengthOffset { get; init; } = 4;

    /// <summary>Input value of tokens, sequences, inner n-grams, concepts, surface:
    /// how readily each takes weight.</summary>
    public IReadOnlyList<float> KindScale { get; init; } = [1f, 0.7f, 0.2f, 1.2f, 0.7f];

    /// <summary>Weight of a line from a file that covers all cells evenly, against a natural one.</summary>
    public float EvenWeight { get; init; } = 0.5f;

    /// <summary>Models trained with different orders of the lines and averaged.</summary>
    public int Seeds { get; init; } = 6;

    /// <summary>Folds by which cut points and slopes are set on lines that the weights have not seen.</summary>
    public int Folds { get; init; } = 4;
}
