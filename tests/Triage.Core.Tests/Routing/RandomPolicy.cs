using System.Globalization;
using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;
using Triage.Core.Workflows;

namespace Triage.Core.Tests.Routing;

/// <summary>
/// Random documents of good form, whatever they mean, and random queries; the same for the same seed.
/// </summary>
internal sealed class RandomPolicy(int seed)
{
    private static readonly string[] Words = ["a", "live chat", "전화", "c'est \"ça\"", "<b>&amp;</b>", "🙂", "x\\y/z"];

    private readonly Random _random = new(seed);

    public PolicyDocument Document() => Document((Scale)_random.Next(2));

    public PolicyDocument Document(Scale scale)
    {
        ValueList<AttributeDocument> attributes =
            [.. Many(4, i => new AttributeDocument($"attribute_{i}", [.. Many(5, v => $"value {v}", least: 1)]))];
        return new PolicyDocument
        {
            Name = Word(),
            Scale = scale,
            Scoring = [.. Enum.GetValues<Dimension>().Where(_ => Flip()).Select(Scoring)],
            Channels = [.. Many(8, Channel)],
            Matrix = [.. ConditionSpaceCells(scale).Select(cell =>
                new CellDocument(cell, Word(), Maybe(Word), Word()))],
            Attributes = attributes,
            Overrides = [.. Many(150, i => Override(i, attributes))],
            Fallback = [.. Many(8, i => $"fallback_{i}")],
            ClarifyBelow = _random.NextDouble(),
            PersonBelow = _random.NextDouble(),
            Currency = "KRW",
            LongestWaitMinutes = new WaitsDocument(MaybeNumber(), MaybeNumber(), MaybeNumber()),
            SwitchMinutes = _random.Next(3),
            QuietHours = Maybe(Word),
            Guidance = [.. Enum.GetValues<Job>().Where(_ => Flip()).Select(job => new GuidanceDocument(job, Word()))],
            Workflows = [.. Many(4, Flow)],
            Targets = new TargetsDocument(MaybeNumber(), MaybeNumber(), MaybeNumber(), MaybeNumber(), MaybeNumber()),
        };
    }

    public (Score Score, RoutingContext Context) Query(PolicyDocument document)
    {
        Score score = Scores.Of(
            Cell.At(_random.Next(Cell.Count)), Pick<Job>(), Pick<Workflow>(), Pick<Language>(), wantsPerson: Flip());
        foreach (Criterion criterion in Enum.GetValues<Criterion>())
        {
            score.Criteria[criterion] = (_random.NextSingle() * 3) - 0.5f;
            score.Answers = Flip() ? score.Answers.With(criterion, Pick<Level>()) : score.Answers;
        }

        RoutingContext context = new() { Instant = Instant() };
        for (int i = 0; i < document.Attributes.Count; i++)
        {
            context.Attributes[i] = (byte)_random.Next(document.Attributes[i].Values.Count + 1);
        }

        return (score, context);
    }

    public OverrideDocument[] CellAndJobOverrides(int count) => [.. Enumerable.Range(0, count).Select(i =>
        new OverrideDocument
    {
        Id = $"o{i}",
        When = new ConditionDocument
        {
            Complexity = Some<Level>(),
            Severity = Some<Level>(),
            Effort = Some<Level>(),
            Jobs = Some<Job>(),
        },
    })];

    private static IEnumerable<Cell> ConditionSpaceCells(Scale scale) =>
        Core.Routing.Overrides.ConditionSpace.CellsOf(scale);

    private DimensionDocument Scoring(Dimension dimension) => new(
        dimension,
        [.. Many(3, _ => _random.NextDouble())],
        [.. Enum.GetValues<Criterion>().Where(c => c.Dimension() == dimension && Flip())
            .Select(c => new CriterionDocument(c, MaybeNumber(), Flip() ? Flip() : null))]);

    private ChannelDocument Channel(int index) => new()
    {
        Id = $"channel_{index}",
        Kind = Pick<ChannelKind>(),
        Name = Word(),
        AnsweredBy = Pick<AnsweredBy>(),
        CostPerContact = Flip() ? _random.Next(100_000) / 100m : null,
        CostSource = Maybe(Word),
        CostDate = Maybe(Word),
        Effort = Pick<Level>(),
        FirstResponseMinutes = _random.Next(3) * 0.5,
        MinutesToResolve = _random.Next(3),
        Languages = [.. Some<Language>().Where(l => l != Language.Undetermined)],
        Can = (Capabilities)_random.Next(16),
        Requires = (Abilities)_random.Next(32),
        CallsOut = Flip(),
        Hours = Maybe(Word),
        TimeZone = Maybe(Word),
        Holidays = [.. Many(3, i => new DateOnly(2026, 1, 1).AddDays(i * 40))],
    };

    private WorkflowDocument Flow(int index) => new()
    {
        Id = index == 0 ? "order" : $"flow_{index}",
        Name = Word(),
        Serves = index == 0 ? Workflow.Order : Pick<Workflow>(),
        When = new ConditionDocument { Jobs = Some<Job>(), Severity = Some<Level>() },
        Channels = [.. Many(3, i => $"channel_{i}")],
        Start = Word(),
        StartOn = [.. Many(2, i => new StartDocument($"channel_{i}", Word()))],
        Steps = [.. Many(6, Step)],
    };

    private StepDocument Step(int index)
    {
        StepKind kind = Pick<StepKind>();
        return new StepDocument
        {
            Id = $"step_{index}",
            Kind = kind,
            Name = Word(),
            By = Flip() ? Pick<Actor>() : null,
            On = [.. Many(2, i => $"channel_{i}")],
            Next = kind == StepKind.Decision
                ? [.. Many(3, i => new EdgeDocument(Word(), $"label {i}"))]
                : [.. Many(1, _ => new EdgeDocument(Word(), null))],
        };
    }

    private OverrideDocument Override(int index, ValueList<AttributeDocument> attributes) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"override-{index}"),
        When = new ConditionDocument
        {
            Cells = [.. Enumerable.Range(0, Cell.Count).Where(_ => _random.Next(4) == 0).Select(Cell.At)],
            Complexity = Some<Level>(),
            Severity = Some<Level>(),
            Effort = Some<Level>(),
            Criteria = [.. Enum.GetValues<Criterion>().Where(_ => _random.Next(12) == 0)
                .Select(c => new CriterionCondition(c, [Pick<Level>()]))],
            Jobs = Some<Job>(),
            Workflows = Some<Workflow>(),
            Languages = Some<Language>(),
            Attributes = [.. attributes.Where(_ => _random.Next(4) == 0)
                .Select(a => new AttributeCondition(a.Name, [a.Values[_random.Next(a.Values.Count)]]))],
            WantsPerson = _random.Next(4) == 0 ? Flip() : null,
        },
        From = _random.Next(4) == 0 ? Instant() : null,
        Until = _random.Next(4) == 0 ? Instant() : null,
        Primary = Word(),
        Secondary = Maybe(Word),
        Why = Word(),
    };

    private DateTimeOffset Instant() =>
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(_random.Next(8_760));

    private bool Flip() => _random.Next(2) == 0;

    private string Word() => Words[_random.Next(Words.Length)];

    private T? Maybe<T>(Func<T> make)
        where T : class => Flip() ? make() : null;

    private double? MaybeNumber() => Flip() ? _random.NextDouble() * 10 : null;

    private T Pick<T>()
        where T : struct, Enum
    {
        T[] values = Enum.GetValues<T>();
        return values[_random.Next(values.Length)];
    }

    /// <summary>Nothing in two cases of three, else a share of the values.</summary>
    private ValueList<T> Some<T>()
        where T : struct, Enum => _random.Next(3) > 0 ? [] : [.. Enum.GetValues<T>().Where(_ => Flip())];

    private T[] Many<T>(int most, Func<int, T> make, int least = 0) =>
        [.. Enumerable.Range(0, _random.Next(least, most + 1)).Select(make)];
}
