using Triage.V1;

namespace Triage.EndToEnd.Tests.Policies;

public sealed partial class PolicyServiceTests
{
    [Fact]
    public async Task TryAndDiff_ADraftAgainstThePublished_ShowWhoGoesWhere()
    {
        Draft draft = await _client.CreateDraftAsync(PolicyClient.Everywhere(_builtIn, "phone", "email"));
        PolicyChoice choice = new() { Draft = draft.Id };

        TryPolicyResponse tried = await _client.CallAsync<TryPolicyResponse>(
            "TryPolicy", new TryPolicyRequest { Candidate = choice, Texts = { "What are your opening hours?", Text } });
        DiffPoliciesResponse difference = await _client.CallAsync<DiffPoliciesResponse>(
            "DiffPolicies", new DiffPoliciesRequest { To = choice });

        Assert.Equal(2, tried.Texts.Count);
        Assert.All(tried.Texts, text => Assert.Equal(text.Baseline.Cell, text.Candidate.Cell));
        Assert.True(tried.Changed > 0);
        CellChange cell = difference.Cells.Single(change => change.Cell == "LLL");
        Assert.Equal(("phone", "email"), (cell.PrimaryAfter, cell.SecondaryAfter));
        Assert.Contains(difference.Values, value => value.Path == "$.matrix.LLL.primary" && value.After == "\"phone\"");
    }

    [Fact]
    public async Task FourEyes_SwitchedOn_RefusesOnesOwnApproval()
    {
        await _client.CallAsync<SetFourEyesResponse>("SetFourEyes", new SetFourEyesRequest { On = true });
        Draft draft = await _client.CreateDraftAsync(_builtIn);
        Assert.Equal(
            "failed_precondition", (await _client.FailAsync("PublishDraft", await _client.AcceptAsync(draft))).Code);
        Assert.Equal("permission_denied", (await _client.FailAsync(
            "ApproveDraft", new ApproveDraftRequest { Id = draft.Id, Etag = draft.Etag })).Code);
    }

    [Fact]
    public async Task UpdateDraft_SeenBeforeAnotherEdit_IsAborted()
    {
        Draft draft = await _client.CreateDraftAsync(_builtIn);
        UpdateDraftRequest edit = new() { Id = draft.Id, Etag = draft.Etag, Document = _builtIn, Comment = "one" };
        await _client.CallAsync<Draft>("UpdateDraft", edit);
        Assert.Equal("aborted", (await _client.FailAsync("UpdateDraft", edit)).Code);
    }
}
