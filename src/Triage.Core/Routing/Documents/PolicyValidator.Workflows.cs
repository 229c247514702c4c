using Triage.Core.Scoring;
using Triage.Core.Workflows;

namespace Triage.Core.Routing.Documents;

public sealed partial class PolicyValidator
{
    private const int MaxWorkflows = 64;

    private void CheckWorkflows()
    {
        CheckCount("$.workflows", _policy.Workflows.Count, 0, MaxWorkflows, "workflows");
        foreach (WorkflowDocument workflow in _policy.Workflows)
        {
            string path = JsonPath.Of("$.workflows", workflow.Id);
            CheckKey(path, workflow.Id);
            CheckText($"{path}.name", workflow.Name, MaxNameChars);
            CheckVariant(path, workflow);
            CheckCount($"{path}.steps", workflow.Steps.Count, 1, WorkflowDocument.MaxSteps, "steps");
            HashSet<string> ids = workflow.Steps.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
            bool isWhole = CheckReference($"{path}.start", workflow.Start, ids);
            foreach (StartDocument start in workflow.StartOn)
            {
                CheckChannel(JsonPath.Of($"{path}.startOn", start.Channel), start.Channel);
                isWhole &= CheckReference(JsonPath.Of($"{path}.startOn", start.Channel), start.Step, ids);
            }

            foreach (StepDocument step in workflow.Steps)
            {
                isWhole &= CheckStep(JsonPath.Of($"{path}.steps", step.Id), step, ids);
            }

            if (isWhole)
            {
                CheckFlow(path, workflow);
            }
        }
    }

    private void CheckVariant(string path, WorkflowDocument workflow)
    {
        for (int i = 0; i < workflow.Channels.Count; i++)
        {
            CheckChannel($"{path}.channels", workflow.Channels[i]);
        }

        CheckAttributeConditions($"{path}.when", workflow.When);
        bool isChosen = !workflow.When.IsEmpty || workflow.Channels.Count > 0;
        if (!workflow.IsVariant && isChosen)
        {
            Report(path, "expected neither 'when' nor 'channels': it serves whatever no variant takes");
        }
        else if (workflow.IsVariant && !isChosen)
        {
            Report(path, "expected 'when' or 'channels': a variant has to say when it is taken");
        }

        if (workflow.IsVariant && !_policy.Workflows.Any(w => w.Id == workflow.Serves.Key()))
        {
            Report($"{path}.serves", $"there is no workflow '{workflow.Serves.Key()}' that this could be a variant of");
        }

        if (workflow.IsVariant && _space.Box(workflow.When).Contains(0UL))
        {
            Report($"{path}.when", "can never apply: its conditions exclude each other or the policy's scale");
        }
    }

    private bool CheckStep(string path, StepDocument step, HashSet<string> ids)
    {
        CheckKey(path, step.Id);
        CheckText($"{path}.name", step.Name, MaxTextChars);
        for (int i = 0; i < step.On.Count; i++)
        {
            CheckChannel($"{path}.on", step.On[i]);
        }

        if (step.Kind != StepKind.End && step.By is null)
        {
            Report($"{path}.by", $"missing: a step needs an owner, one of {string.Join(", ", Names.Actors)}");
        }

        (int least, int most, string what) = step.Kind switch
        {
            StepKind.Action => (1, 1, "a step that follows: a dead end; mark it as an end if it is one"),
            StepKind.Decision => (2, WorkflowDocument.MaxSteps, "two or more branches"),
            _ => (0, 0, "nothing after an end"),
        };
        if (step.Next.Count < least || step.Next.Count > most)
        {
            Report($"{path}.next", $"expected {what}, got {step.Next.Count}");
            return false;
        }

        bool isWhole = true;
        foreach (EdgeDocument edge in step.Next)
        {
            if (edge.If is not null)
            {
                CheckText($"{path}.next", edge.If, MaxNameChars);
            }

            string edgePath = edge.If is null ? $"{path}.next" : JsonPath.Of($"{path}.next", edge.If);
            isWhole &= CheckReference(edgePath, edge.To, ids);
        }

        return isWhole;
    }

    /// <summary>Reports the steps that nothing leads to, and those from which no end can be reached.</summary>
    private void CheckFlow(string path, WorkflowDocument workflow)
    {
        HashSet<string> reached = [workflow.Start, .. workflow.StartOn.Select(s => s.Step)];
        Spread(reached, workflow.Steps, (step, set) => set.Contains(step.Id) ? step.Next.Select(e => e.To) : []);
        HashSet<string> ending = [.. workflow.Steps.Where(s => s.Kind == StepKind.End).Select(s => s.Id)];
        Spread(ending, workflow.Steps, (step, set) => step.Next.Any(e => set.Contains(e.To)) ? [step.Id] : []);
        foreach (StepDocument step in workflow.Steps)
        {
            if (!reached.Contains(step.Id))
            {
                Report(JsonPath.Of($"{path}.steps", step.Id), "unreachable: no step leads to it");
            }
            else if (!ending.Contains(step.Id))
            {
                string stepPath = JsonPath.Of($"{path}.steps", step.Id);
                Report(stepPath, "a loop without a way out: no end can be reached from it");
            }
        }
    }

    /// <summary>Adds to a set what its steps lead to until nothing is new.</summary>
    private static void Spread(
        HashSet<string> set,
        ValueList<StepDocument> steps,
        Func<StepDocument, HashSet<string>, IEnumerable<string>> next)
    {
        for (int before = -1; before != set.Count;)
        {
            before = set.Count;
            foreach (StepDocument step in steps)
            {
                set.UnionWith(next(step, set).ToArray());
            }
        }
    }

    private bool CheckReference(string path, string step, HashSet<string> ids)
    {
        if (ids.Contains(step))
        {
            return true;
        }

        Report(path, $"there is no step '{step}'");
        return false;
    }
}
