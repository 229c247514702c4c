using Triage.Core.Routing.Overrides;

namespace Triage.Core.Routing.Documents;

public sealed partial class PolicyValidator
{
    private void CheckOverrides()
    {
        CheckCount("$.overrides", _policy.Overrides.Count, 0, PolicyDocument.MaxOverrides, "overrides");
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int i = 0; i < _policy.Overrides.Count; i++)
        {
            OverrideDocument document = _policy.Overrides[i];
            string path = $"$.overrides[{i}]";
            if (!IsName(document.Id, allowsDash: true))
            {
                Report($"{path}.id", $"expected a-z, 0-9, '-' and '_', at most 64 characters, got '{document.Id}'");
            }
            else if (!seen.Add(document.Id))
            {
                Report($"{path}.id", $"another override is called '{document.Id}'");
            }

            CheckCondition($"{path}.when", document.When);
            CheckPair(path, document.Primary, document.Secondary, document.Why);
            if (document.From >= document.Until)
            {
                Report($"{path}.until", "expected an instant after 'from'");
            }
        }

        CheckReach();
    }

    private void CheckCondition(string path, ConditionDocument when)
    {
        if (when.IsEmpty)
        {
            Report(path, "expected at least one condition");
        }

        CheckAttributeConditions(path, when);
    }

    private void CheckAttributeConditions(string path, ConditionDocument when)
    {
        foreach (AttributeCondition condition in when.Attributes)
        {
            int attribute = _space.AttributeIndex(condition.Name);
            if (attribute < 0)
            {
                string known = string.Join(", ", _policy.Attributes.Select(a => a.Name));
                Report(
                    JsonPath.Of($"{path}.attributes", condition.Name),
                    $"undeclared attribute; declared: {(known.Length > 0 ? known : "none")}");
                continue;
            }

            ValueList<string> values = _policy.Attributes[attribute].Values;
            foreach (string value in condition.Values.Where(value => !values.Contains(value)))
            {
                Report(
                    JsonPath.Of($"{path}.attributes", condition.Name),
                    $"undeclared value '{value}'; declared: {string.Join(", ", values)}");
            }
        }
    }

    /// <summary>Reports the overrides that no query can meet, alone or behind the earlier ones.</summary>
    private void CheckReach()
    {
        OverrideReach reach = new(_space, _policy.Overrides);
        for (int i = 0; i < _policy.Overrides.Count; i++)
        {
            string path = $"$.overrides[{i}]";
            if (_faults.Any(fault => PolicyFault.Concerns(path, fault.Path)))
            {
                continue;
            }

            if (reach.IsEmpty(i))
            {
                Report($"{path}.when", "can never apply: its conditions exclude each other or the policy's scale");
            }
            else if (reach.HiddenBy(i) is { Count: > 0 } hiders)
            {
                string names = string.Join(", ", hiders.Select(h => $"'{_policy.Overrides[h].Id}'"));
                Report(path, $"can never apply: wholly hidden by earlier overrides: {names}");
            }
        }
    }
}
