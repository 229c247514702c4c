namespace Triage.Core.Scoring;

/// <summary>What a text and the explicit answers say: levels, jobs, workflow, language, the wish for a
/// person.</summary>
/// <remarks>A plain value of about 200 bytes, filled in place by the scorer; it holds no reference.</remarks>
public struct Score
{
    /// <summary>Level, latent value and probabilities of each dimension.</summary>
    public PerDimension Dimensions;

    /// <summary>Inferred answer of each criterion, unrounded, about 0 to 2; explicit answers stand in
    /// <see cref="Answers"/>.</summary>
    public PerCriterion Criteria;

    /// <summary>Probability of each resolution job; they do not add up to 1.</summary>
    public PerJob Jobs;

    /// <summary>What the text says of each dimension beyond its criteria: the value of the dimension's own
    /// head.</summary>
    internal DimensionHeads Own;

    /// <summary>The explicit answers that went into the levels.</summary>
    public Answers Answers { get; internal set; }

    /// <summary>The likeliest job.</summary>
    public Job MainJob { get; internal set; }

    /// <summary>The likeliest workflow.</summary>
    public Workflow Workflow { get; internal set; }

    /// <summary>Probability of <see cref="Workflow"/>, in [0, 1].</summary>
    public float WorkflowProbability { get; internal set; }

    /// <summary>The likeliest language, or the one that the caller named.</summary>
    public Language Language { get; internal set; }

    /// <summary>Where the customer asks for a human being; empty when nowhere.</summary>
    public TextSpan PersonWish { get; internal set; }

    /// <summary>What a caller should know of the score.</summary>
    public Caveats Caveats { get; internal set; }

    /// <summary>Gets whether the customer asks for a human being.</summary>
    public readonly bool WantsPerson => !PersonWish.IsEmpty;

    /// <summary>Gets the level of a dimension.</summary>
    public readonly Level this[Dimension dimension] => Dimensions[(int)dimension].Level;

    /// <summary>Returns the score with the language that the caller names in place of the detected one.</summary>
    /// <param name="language">One that the model knows.</param>
    public readonly Score WithLanguage(Language language) =>
        this with { Language = language, Caveats = Caveats & ~Caveats.LanguageUnsupported };

    /// <summary>Returns the scores on the dimensions with one more explicit answer; the text is not read
    /// again.</summary>
    public readonly PerDimension With(Criterion criterion, Level answer, ScoringPolicy policy)
    {
        Score copy = this;
        copy.Answers = Answers.With(criterion, answer);
        policy.SetLevels(ref copy);
        return copy.Dimensions;
    }
}
