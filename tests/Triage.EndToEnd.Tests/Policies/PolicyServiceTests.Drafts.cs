using System.Text.Json;
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
        edit.Document = PolicyClient.Named(_builtIn, "Mine");

        (string code, _, Dictionary<string, JsonElement> details) = await _client.FailAsync("UpdateDraft", edit);

        Assert.Equal("aborted", code);
        JsonElement metadata = details["google.rpc.ErrorInfo"].GetProperty("metadata");
        Assert.Equal("local", metadata.GetProperty("winner_actor").GetString());
        Assert.StartsWith(
            "$.name: \"Mine\" -> ", metadata.GetProperty("difference").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rollback_ALostRace_NamesTheWinnerAndTheDifference()
    {
        Policy seen = await _client.PublishAsync(_builtIn);
        await _client.PublishAsync(PolicyClient.Named(_builtIn, "Winner"));

        (string code, _, Dictionary<string, JsonElement> details) =
            await _client.FailAsync("Rollback", new RollbackRequest { Version = 1, Etag = seen.Etag });

        Assert.Equal("aborted", code);
        JsonElement metadata = details["google.rpc.ErrorInfo"].GetProperty("metadata");
        Assert.Equal("2", metadata.GetProperty("winner_version").GetString());
        Assert.EndsWith(" -> \"Winner\"", metadata.GetProperty("difference").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetDraft_AfterItWasPublished_NamesTheVersion()
    {
        Draft draft = await _client.CreateDraftAsync(_builtIn);
        Assert.Equal(draft, await _client.CallAsync<Draft>("GetDraft", new GetDraftRequest { Id = draft.Id }));
        ListDraftsResponse listed = await _client.CallAsync<ListDraftsResponse>(
            "ListDrafts", new ListDraftsRequest { Limit = 1 });
        Assert.Equal((draft.Id, ""), (listed.Drafts.Single().Id, listed.Drafts.Single().Document));
        await _client.CallAsync<Policy>("PublishDraft", await _client.AcceptAsync(draft));

        (string code, string message, _) = await _client.FailAsync("GetDraft", new GetDraftRequest { Id = draft.Id });

        Assert.Equal("not_found", code);
        Assert.EndsWith("'local' published it as version 1", message, StringComparison.Ordinal);
    }
}
