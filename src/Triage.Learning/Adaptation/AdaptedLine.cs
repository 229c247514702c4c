using Triage.Core.Scoring;
using Triage.Learning.Labels;
using Triage.Learning.Training;

namespace Triage.Learning.Adaptation;

/// <summary>A company's line and what the base model says of it.</summary>
/// <param name="Example">The line, cut into n-grams.</param>
/// <param name="BaseValues">The heads' values by the base model.</param>
internal sealed record AdaptedLine(Example Example, float[] BaseValues)
{
    /// <summary>Gets the labels.</summary>
    public LabelledQuery Query => Example.Query!;

    /// <summary>Sets the heads' values by the base model and a share of the changes.</summary>
    public void Predict(Weights changes, float share, float[] values)
    {
        Array.Clear(values);
        foreach (int feature in Example.Features)
        {
            ReadOnlySpan<float> row = changes.Row(feature);
            for (int head = 0; head < values.Length; head++)
            {
                values[head] += row[head];
            }
        }

        for (int head = 0; head < Heads.Used; head++)
        {
            float change = (values[head] * Example.Scale) + changes.Bias[head];
            values[head] = (share * change) + BaseValues[head];
        }
    }
}
