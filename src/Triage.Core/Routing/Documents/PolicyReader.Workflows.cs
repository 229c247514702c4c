using Triage.Core.Scoring;
using Triage.Core.Workflows;

namespace Triage.Core.Routing.Documents;

public static partial class PolicyReader
{
    private static ValueList<WorkflowDocument> Workflows(JsonObjectReader? json) => json is null
        ? []
        : [.. json.Keys.ToArray().Select(id => (Id: id, Json: json.Object(id)!)).Select(w => Workflow(w.Id, w.Json))];

    private static WorkflowDocument Workflow(string id, JsonObjectReader json)
    {
        bool isBase = Vocabulary.TryParseWorkflow(id, out Workflow serves);
        int? served = json.Choice("serves", Names.Workflows, isRequired: !isBase);
        WorkflowDocument workflow = new()
        {
            Id = id,
            Name = json.Text("name", isRequired: true) ?? "",
            Serves = served is int index ? (Workflow)index : serves,
            When = Condition(json.Object("when")),
            Channels = json.Texts("channels"),
            Start = json.Text("start", isRequired: true) ?? "",
            StartOn = json.Object("startOn") is JsonObjectReader starts
                ? [.. starts.Keys.ToArray().Select(channel => new StartDocument(channel, starts.Text(channel) ?? ""))]
                : [],
            Steps = json.Object("steps", isRequired: true) is JsonObjectReader steps
                ? [.. steps.Keys.ToArray().Select(step => Step(step, steps.Object(step)!))]
                : [],
        };
        json.Close();
        return workflow;
    }

    private static StepDocument Step(string id, JsonObjectReader json)
    {
        StepKind kind = (StepKind)(json.Choice("kind", Names.StepKinds) ?? 0);
        StepDocument step = new()
        {
            Id = id,
            Kind = kind,
            Name = json.Text("name", isRequired: true) ?? "",
            By = json.Choice("by", Names.Actors) is int actor ? (Actor)actor : null,
            On = json.Texts("on"),
            Next = kind == StepKind.Decision
                ? Branches(json.Object("next"))
                : json.Text("next") is string next ? [new EdgeDocument(next, null)] : [],
        };
        json.Close();
        return step;
    }

    private static ValueList<EdgeDocument> Branches(JsonObjectReader? json) => json is null
        ? []
        : [.. json.Keys.ToArray().Select(label => new EdgeDocument(json.Text(label) ?? "", label))];
}
