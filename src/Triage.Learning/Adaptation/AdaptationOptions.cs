namespace Triage.Learning.Adaptation;

/// <summary>How a model is adapted to a company's own lines.</summary>
public sealed record AdaptationOptions
{
    /// <summary>Passes over the lines.</summary>
    public int Epochs { get; init; } = 12;

    /// <summary>Step size of AdaGrad.</summary>
    public float LearningRate { get; init; } = 0.07f;

    /// <summary>Pull of every change back to nothing, at each step: what keeps the base model's knowledge.</summary>
    public float Decay { get; init; } = 0.01f;
}
