using FsCheck;
using FsCheck.Fluent;
using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Routing.Overrides;
using Triage.Core.Scoring;

namespace Triage.Core.Tests.Routing;

public sealed class OverrideTableTests
{
    /// <summary>The bit sets against a plain reading of the conditions, one override after the other.</summary>
    [Fact]
    public void Find_AnyOverrides_IsTheFirstThatAppliesInDocumentOrder() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        seed =>
        {
            RandomPolicy random = new(seed);
            PolicyDocument document = random.Document(Scale.Ternary);
            OverrideTable table = new(new ConditionSpace(document.Scale, document.Attributes), document.Overrides);
            (Score score, RoutingContext context) = random.Query(document);
            Span<short> winners = stackalloc short[Cell.Count];
            table.Find(in score, in context, winners);
            for (int cell = 0; cell < Cell.Count; cell++)
            {
                if (winners[cell] != First(document, score, context, Cell.At(cell)))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    /// <summary>
    /// An override that the analysis calls hidden is never the first; one that it calls reachable can be.
    /// </summary>
    [Fact]
    public void HiddenBy_AnyOverrides_AgreesWithBruteForceOverJobsAndCells() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        seed =>
        {
            RandomPolicy random = new(seed);
            OverrideDocument[] overrides = random.CellAndJobOverrides(12);
            OverrideReach reach = new(new ConditionSpace(Scale.Ternary, []), [.. overrides]);
            PolicyDocument document = new() { Overrides = [.. overrides] };
            HashSet<int> met = [];
            for (int cell = 0; cell < Cell.Count; cell++)
            {
                foreach (Job job in Enum.GetValues<Job>())
                {
                    Score score = Scores.Of(Cell.At(cell), job);
                    met.Add(First(document, score, default, Cell.At(cell)));
                }
            }

            return Enumerable.Range(0, overrides.Length).All(i =>
                met.Contains(i) == (!reach.IsEmpty(i) && reach.HiddenBy(i).Count == 0));
        }).QuickCheckThrowOnFailure();

    private static int First(PolicyDocument document, Score score, RoutingContext context, Cell cell)
    {
        for (int i = 0; i < document.Overrides.Count; i++)
        {
            if (Applies(document.Overrides[i], document, score, context, cell))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool Applies(
        OverrideDocument o, PolicyDocument document, Score score, RoutingContext context, Cell cell)
    {
        ConditionDocument when = o.When;
        return Accepts(when.Cells, cell) && Accepts(when.Complexity, cell.Complexity)
            && Accepts(when.Severity, cell.Severity) && Accepts(when.Effort, cell.Effort)
            && Accepts(when.Jobs, score.MainJob) && Accepts(when.Workflows, score.Workflow)
            && Accepts(when.Languages, score.Language)
            && (when.WantsPerson is null || when.WantsPerson == score.WantsPerson)
            && when.Criteria.All(c => c.Answers.Contains(Answer(c.Criterion, score)))
            && when.Attributes.All(a => a.Values.Contains(Value(a.Name, document, context)))
            && (o.From is null || context.Instant >= o.From) && (o.Until is null || context.Instant < o.Until);
    }

    private static bool Accepts<T>(ValueList<T> values, T value) => values.Count == 0 || values.Contains(value);

    private static Level Answer(Criterion criterion, Score score) => score.Answers.TryGet(criterion, out Level answer)
        ? answer
        : (Level)Math.Clamp((int)Math.Floor(score.Criteria[criterion] + 0.5f), 0, 2);

    private static string? Value(string name, PolicyDocument document, RoutingContext context)
    {
        int index = document.Attributes.ToList().FindIndex(a => a.Name == name);
        int number = context.Attributes[index];
        return number == 0 ? null : document.Attributes[index].Values[number - 1];
    }
}
