using System.Numerics;
using Triage.Core.Routing.Overrides;
using Triage.Core.Scoring;

namespace Triage.Core.Routing.Documents;

/// <summary>Looks for what a policy allows and its analyst may not have meant.</summary>
/// <remarks>Exact: a conflict is named with a query that meets both overrides and none before them.</remarks>
public sealed class PolicyAnalysis
{
    /// <summary>Most conflicts that are named; the first in document order.</summary>
    public const int MaxConflicts = 1_000;

    private readonly PolicyDocument _policy;
    private readonly ConditionSpace _space;
    private readonly List<PolicyNotice> _notices = [];

    private PolicyAnalysis(PolicyDocument policy)
    {
        _policy = policy;
        _space = new ConditionSpace(policy.Scale, policy.Attributes);
    }

    /// <summary>Analyses a document that has no faults.</summary>
    /// <returns>Conflicts in document order, then gaps, then unused channels.</returns>
    public static IReadOnlyList<PolicyNotice> Find(PolicyDocument policy)
    {
        PolicyAnalysis analysis = new(policy);
        analysis.FindConflicts();
        analysis.FindGaps();
        analysis.FindUnusedChannels();
        return analysis._notices;
    }

    private void FindConflicts()
    {
        OverrideReach reach = new(_space, _policy.Overrides);
        for (int later = 1; later < _policy.Overrides.Count; later++)
        {
            for (int earlier = 0; earlier < later && _notices.Count < MaxConflicts; earlier++)
            {
                if (_policy.Overrides[earlier].Primary != _policy.Overrides[later].Primary
                    && reach.Overlap(earlier, later) is ulong[] overlap)
                {
                    _notices.Add(new PolicyNotice(
                        $"$.overrides[{later}]",
                        PolicyNoticeKind.Conflict,
                        $"'{_policy.Overrides[earlier].Id}' wins over '{_policy.Overrides[later].Id}' "
                        + $"where both apply, such as {Describe(overlap)}"));
                }
            }
        }
    }

    private void FindGaps()
    {
        ConditionDocument[] tests = [.. _policy.Overrides.Select(o => o.When), .. _policy.Workflows.Select(w =>
            w.When)];
        foreach (AttributeDocument attribute in _policy.Attributes)
        {
            HashSet<string> tested = [.. tests.SelectMany(t => t.Attributes)
                .Where(a => a.Name == attribute.Name)
                .SelectMany(a => a.Values)];
            string path = JsonPath.Of("$.attributes", attribute.Name);
            if (tested.Count == 0)
            {
                _notices.Add(new PolicyNotice(path, PolicyNoticeKind.Gap, "declared, but nothing tests it"));
                continue;
            }

            for (int i = 0; i < attribute.Values.Count; i++)
            {
                // One value may stand for "all others": it is the second untested one that is in vain.
                if (!tested.Contains(attribute.Values[i]) && attribute.Values.Count - tested.Count > 1)
                {
                    _notices.Add(new PolicyNotice(
                        $"{path}[{i}]", PolicyNoticeKind.Gap,
                            $"'{attribute.Values[i]}' is declared, but nothing tests it"));
                }
            }
        }
    }

    private void FindUnusedChannels()
    {
        HashSet<string?> used =
        [
            .. _policy.Fallback,
            .. _policy.Matrix.SelectMany(c => new[] { c.Primary, c.Secondary }),
            .. _policy.Overrides.SelectMany(o => new[] { o.Primary, o.Secondary }),
        ];
        for (int i = 0; i < _policy.Channels.Count; i++)
        {
            if (!used.Contains(_policy.Channels[i].Id))
            {
                _notices.Add(new PolicyNotice(
                    $"$.channels[{i}]", PolicyNoticeKind.UnusedChannel, "no cell, override or fallback names it"));
            }
        }
    }

    /// <summary>Says one query of a box: a value for the cell and for each field that the box narrows.</summary>
    private string Describe(ulong[] box)
    {
        List<string> parts = [$"cell {Cell.At(BitOperations.TrailingZeroCount(box[ConditionSpace.CellField]))}"];
        for (int field = 1; field < box.Length; field++)
        {
            if (box[field] != _space.Universe[field])
            {
                parts.Add(Describe(field, BitOperations.TrailingZeroCount(box[field])));
            }
        }

        return string.Join(", ", parts);
    }

    private string Describe(int field, int value) => field switch
    {
        ConditionSpace.JobField => $"job {((Job)value).Key()}",
        ConditionSpace.WorkflowField => $"workflow {((Workflow)value).Key()}",
        ConditionSpace.LanguageField => $"language {((Language)value).Tag()}",
        ConditionSpace.PersonField => value == 1 ? "a wish for a person" : "no wish for a person",
        < ConditionSpace.FirstAttribute => $"{((Criterion)(field - ConditionSpace.FirstCriterion)).Key()} {value}",
        _ => Attribute(_policy.Attributes[field - ConditionSpace.FirstAttribute], value),
    };

    private static string Attribute(AttributeDocument attribute, int value) =>
        value == 0 ? $"{attribute.Name} not known" : $"{attribute.Name} {attribute.Values[value - 1]}";
}
