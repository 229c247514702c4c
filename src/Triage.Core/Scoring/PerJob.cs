using System.Runtime.CompilerServices;

namespace Triage.Core.Scoring;

/// <summary>One probability for each of the six resolution jobs, in place.</summary>
[InlineArray(Vocabulary.JobCount)]
public struct PerJob
{
    private float _first;

    /// <summary>Gets or sets the probability of a job.</summary>
    public float this[Job job]
    {
        readonly get => this[(int)job];
        set => this[(int)job] = value;
    }
}
