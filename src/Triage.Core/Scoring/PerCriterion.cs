using System.Runtime.CompilerServices;

namespace Triage.Core.Scoring;

/// <summary>One value for each of the twelve criteria, in place.</summary>
[InlineArray(Vocabulary.CriterionCount)]
public struct PerCriterion
{
    private float _first;

    /// <summary>Gets or sets the value of a criterion.</summary>
    public float this[Criterion criterion]
    {
        readonly get => this[(int)criterion];
        set => this[(int)criterion] = value;
    }
}
