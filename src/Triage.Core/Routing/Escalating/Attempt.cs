using Triage.Core.Scoring;

namespace Triage.Core.Routing.Escalating;

/// <summary>What is known of an attempt to serve a query, in the numbers of the policy that decided.</summary>
public readonly record struct Attempt
{
    public Cell Cell { get; init; }

    /// <summary>Gets the index of the override that applied, or -1.</summary>
    public short Override { get; init; }

    public Job Job { get; init; }

    public Workflow Workflow { get; init; }

    /// <summary>Gets the language of the query.</summary>
    public Language Language { get; init; }

    public bool WantsPerson { get; init; }

    /// <summary>Gets the channel that this attempt was made on.</summary>
    public byte Channel { get; init; }

    /// <summary>Gets how many attempts this is, from 1 to 255.</summary>
    public byte Number { get; init; }

    /// <summary>Gets whether it follows from an attempt that did not work out.</summary>
    public bool IsEscalated { get; init; }

    /// <summary>Gets the channels tried in this conversation, with this one.</summary>
    public ChannelSet Tried { get; init; }

    /// <summary>Takes a decision for the attempt that follows from it.</summary>
    /// <param name="score">What was decided on.</param>
    /// <param name="decision">The decision; it offers a channel.</param>
    /// <param name="tried">The channels that were tried before.</param>
    /// <param name="number">How many attempts this is, from 1.</param>
    public static Attempt Of(in Score score, in Decision decision, ChannelSet tried, byte number) => new()
    {
        Cell = decision.Cell,
        Override = decision.Override,
        Job = score.MainJob,
        Workflow = score.Workflow,
        Language = score.Language,
        WantsPerson = score.WantsPerson,
        Channel = decision.Offered[0].Channel,
        Number = number,
        Tried = tried.With(decision.Offered[0].Channel),
    };

    /// <summary>Gets the score as far as an attempt tells it: sure levels, one job, no criteria.</summary>
    public Score AsScore()
    {
        Score score = new()
        {
            MainJob = Job,
            Workflow = Workflow,
            Language = Language,
            PersonWish = WantsPerson ? new TextSpan(0, 1) : default,
        };
        score.Dimensions[Dimension.Complexity] = Sure(Cell.Complexity);
        score.Dimensions[Dimension.Severity] = Sure(Cell.Severity);
        score.Dimensions[Dimension.Effort] = Sure(Cell.Effort);
        return score;
    }

    private static DimensionScore Sure(Level level) => new(
        level, (float)level, level == Level.Low ? 1 : 0, level == Level.Medium ? 1 : 0, level == Level.High ? 1 : 0);
}
