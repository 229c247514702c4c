using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;

namespace Triage.Core.Routing.Overrides;

/// <summary>The fields that conditions test and the values of each: a condition is a box in their product.</summary>
/// <remarks>A box holds a bit mask of accepted values for each field; values of a field are numbered from 0.</remarks>
internal sealed class ConditionSpace
{
    public const int CellField = 0;
    public const int JobField = 1;
    public const int WorkflowField = 2;
    public const int LanguageField = 3;
    public const int PersonField = 4;
    public const int FirstCriterion = 5;
    public const int FirstAttribute = FirstCriterion + Vocabulary.CriterionCount;
    public const int MaxFields = FirstAttribute + PolicyDocument.MaxAttributes;

    private readonly ValueList<AttributeDocument> _attributes;

    public ConditionSpace(Scale scale, ValueList<AttributeDocument> attributes)
    {
        _attributes = attributes;
        Universe = new ulong[FirstAttribute + attributes.Count];
        Universe[CellField] = Bits(CellsOf(scale), cell => cell.Index);
        Universe[JobField] = FirstBits(Vocabulary.JobCount);
        Universe[WorkflowField] = FirstBits(Vocabulary.WorkflowCount);
        Universe[LanguageField] = FirstBits(Vocabulary.LanguageCount + 1);
        Universe[PersonField] = FirstBits(2);
        Universe.AsSpan(FirstCriterion, Vocabulary.CriterionCount).Fill(FirstBits(3));
        for (int i = 0; i < attributes.Count; i++)
        {
            Universe[FirstAttribute + i] =
                FirstBits(Math.Min(attributes[i].Values.Count, PolicyDocument.MaxAttributeValues) + 1);
        }
    }

    /// <summary>Gets the box of everything.</summary>
    public ulong[] Universe { get; }

    /// <summary>Gets the cells of a scale, in the order of their numbers.</summary>
    public static IEnumerable<Cell> CellsOf(Scale scale) => Enumerable.Range(0, Cell.Count)
        .Select(Cell.At)
        .Where(cell => scale == Scale.Ternary
            || (cell.Complexity != Level.Medium && cell.Severity != Level.Medium && cell.Effort != Level.Medium));

    /// <summary>Gets the box of a condition; undeclared attributes and values are left out.</summary>
    public ulong[] Box(ConditionDocument when)
    {
        ulong[] box = (ulong[])Universe.Clone();
        Narrow(box, CellField, when.Cells, cell => cell.Index);
        box[CellField] &= Bits(CellsOf(Scale.Ternary).Where(c => Accepts(when.Complexity, c.Complexity)
            && Accepts(when.Severity, c.Severity) && Accepts(when.Effort, c.Effort)), cell => cell.Index);
        Narrow(box, JobField, when.Jobs, job => (int)job);
        Narrow(box, WorkflowField, when.Workflows, workflow => (int)workflow);
        Narrow(box, LanguageField, when.Languages, language => (int)language);
        if (when.WantsPerson is bool wants)
        {
            box[PersonField] = wants ? 2UL : 1UL;
        }

        foreach (CriterionCondition criterion in when.Criteria)
        {
            Narrow(box, FirstCriterion + (int)criterion.Criterion, criterion.Answers, answer => (int)answer);
        }

        foreach (AttributeCondition condition in when.Attributes)
        {
            int attribute = AttributeIndex(condition.Name);
            if (attribute >= 0)
            {
                // A value's number is its index plus one: 0 stands for a customer of whom it is not known.
                Narrow(box, FirstAttribute + attribute, condition.Values, value => ValueIndex(attribute, value) + 1);
            }
        }

        return box;
    }

    /// <summary>Gets whether a query lies in a box. Allocates 0 B.</summary>
    public static bool Contains(ulong[] box, in Score score, in RoutingContext context)
    {
        for (int field = 0; field < box.Length; field++)
        {
            int value = field == CellField ? Cell.Of(in score).Index : ValueOf(field, in score, in context);
            if ((box[field] >> value & 1) == 0)
            {
                return false;
            }
        }

        return true;
    }

    public int AttributeIndex(string name)
    {
        for (int i = 0; i < _attributes.Count; i++)
        {
            if (_attributes[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Gets the number of a field's value in a decision. Allocates 0 B.</summary>
    public static int ValueOf(int field, in Score score, in RoutingContext context) => field switch
    {
        JobField => (int)score.MainJob,
        WorkflowField => (int)score.Workflow,
        LanguageField => (int)(context.Language ?? score.Language),
        PersonField => score.WantsPerson ? 1 : 0,
        < FirstAttribute => Answer((Criterion)(field - FirstCriterion), in score),
        _ => context.Attributes[field - FirstAttribute],
    };

    private static int Answer(Criterion criterion, in Score score)
    {
        if (score.Answers.TryGet(criterion, out Level answer))
        {
            return (int)answer;
        }

        float inferred = score.Criteria[criterion];
        return inferred < 0.5f ? 0 : inferred < 1.5f ? 1 : 2;
    }

    private static bool Accepts(ValueList<Level> levels, Level level) => levels.Count == 0 || levels.Contains(level);

    private static void Narrow<T>(ulong[] box, int field, ValueList<T> values, Func<T, int> number)
    {
        if (values.Count > 0)
        {
            box[field] &= Bits(values, number);
        }
    }

    private static ulong Bits<T>(IEnumerable<T> values, Func<T, int> number) =>
        values.Aggregate(0UL, (bits, value) => bits | (1UL << number(value)));

    private static ulong FirstBits(int count) => count >= 64 ? ulong.MaxValue : (1UL << count) - 1;

    /// <summary>
    /// Gets a value's place; for an undeclared one a number outside the universe, so that nothing is accepted.
    /// </summary>
    private int ValueIndex(int attribute, string value)
    {
        int index = _attributes[attribute].Values.IndexOf(value);
        return index >= 0 ? index : PolicyDocument.MaxAttributeValues - 1;
    }
}
