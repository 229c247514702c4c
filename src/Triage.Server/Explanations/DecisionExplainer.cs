using Triage.Core.Routing.Documents;
using Triage.Core.Routing.Escalating;
using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Server.Explanations;

/// <summary>Explains a decision by deciding it again.</summary>
/// <param name="decider">Decides.</param>
internal sealed class DecisionExplainer(Decider decider)
{
    /// <summary>Explains a decision.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="request">A request without faults and what its id says.</param>
    /// <param name="decided">What the id of the decision says.</param>
    /// <param name="policy">The policy that decided.</param>
    public ExplainResponse Explain(string tenant, ExplainRequest request, DecisionToken decided, ServedPolicy policy)
    {
        ExplainResponse response = new() { SameRequest = RequestDigest.Of(request.Request) == decided.Request };
        ExplainSteps steps = new(policy, response.Steps);
        steps.AddDecided(in decided, decider.ModelVersion);
        if (!response.SameRequest)
        {
            steps.Add("difference", "the request is not the one that was decided, so only the id itself is explained");
            return response;
        }

        TriageRequest again = request.Request.Clone();
        again.Explain = true;
        response.Decision = new TriageResponse { DecisionId = request.DecisionId };
        decider.Judge(
            tenant, again, policy, decided.DecidedAt, response.Decision.Warnings, out Judgement judgement);
        decider.Write(tenant, again, policy, in judgement, response.Decision);
        IReadOnlyList<int> met = policy.Routing.Applying(in judgement.Score, in judgement.Context);
        response.Overrides.Add(met.Select((index, place) => Of(policy.Routing.Document.Overrides[index], place == 0)));
        steps.AddDecision(response.Decision, judgement.Decision.Override, met.Count);
        response.SameDecision = steps.AddDifferences(decided.Attempt, Decider.AttemptOf(in judgement));
        return response;
    }

    private static ConsideredOverride Of(OverrideDocument considered, bool isFirst) => new()
    {
        Id = considered.Id,
        Applied = isFirst,
        Primary = considered.Primary,
        Secondary = considered.Secondary ?? "",
        Why = considered.Why,
    };
}
