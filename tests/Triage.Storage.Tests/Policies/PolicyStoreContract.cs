using Triage.Storage.Policies;
using Triage.Storage.Sql;

namespace Triage.Storage.Tests.Policies;

/// <summary>What the store promises, on any database.</summary>
public abstract partial class PolicyStoreContract : IAsyncLifetime
{
    private static readonly PolicyKey Key = new("acme", "default");
    private static readonly Release Whole = new(Rollout.Full, "m1", "");

    private SqlDatabase _database = null!;

    private PolicyStore Store { get; set; } = null!;

    private protected string ConnectionString { get; private set; } = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await CreateDatabaseAsync();
        _database = SqlDatabase.At(ConnectionString);
        await Migrator.MigrateAsync(_database, Cancellation);
        Store = new PolicyStore(_database, TimeProvider.System);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Publish_FirstDraft_IsVersionOneAndTheHead()
    {
        PublishedPolicy published = await PublishAsync("a", 0);

        Assert.Equal(1, published.Head.Version);
        Assert.Equal("a", published.Head.Document);
        Assert.Equal(published, await Store.FindPublishedAsync(Key, Cancellation));
        PolicyVersion version = await Store.GetVersionAsync(Key, 1, Cancellation);
        Assert.Equal(
            ("a", "ann", "because", "ann", 0, "m1"),
            (
                version.Document,
                version.Author,
                version.Comment,
                version.PublishedBy,
                version.BasedOn,
                version.ModelVersion));
        Assert.Empty(await Store.ListDraftsAsync(Key, "", 10, Cancellation));
    }

    [Fact]
    public async Task Publish_OnAnOlderBase_NamesTheWinnerAndChangesNothing()
    {
        await PublishAsync("a", 0);
        PolicyDraft late = await DraftAsync("late", 1, "bob");
        await PublishAsync("b", 1);
        long revision = await Store.GetRevisionAsync(Cancellation);

        PolicyStoreException lost = await Assert.ThrowsAsync<PolicyStoreException>(
            () => Store.PublishDraftAsync(Key, late.Id, late.Revision, Whole, "bob", Cancellation));

        Assert.Equal(PolicyStoreError.Conflict, lost.Error);
        Assert.Equal((2, "ann", "b"), (lost.Winner!.Version, lost.Winner.Actor, lost.Winner.Document));
        Assert.Equal(revision, await Store.GetRevisionAsync(Cancellation));
        Assert.Equal("b", (await Store.FindPublishedAsync(Key, Cancellation))!.Head.Document);
        Assert.Equal(late, await Store.GetDraftAsync(Key, late.Id, Cancellation));
    }

    [Fact]
    public async Task Publish_ByTwentyWritersAtOnce_LosesNothingAndTellsEveryLoser()
    {
        const int Writers = 20;
        const int Each = 5;
        int lost = 0;
        int waiting = Writers;
        TaskCompletionSource allDrafted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (int done = 0; done < Each;)
            {
                int head = (await Store.FindPublishedAsync(Key, Cancellation))?.Head.Version ?? 0;
                PolicyDraft draft = await DraftAsync($"{writer}.{done}", head, $"writer {writer}");
                if (Interlocked.Decrement(ref waiting) == 0)
                {
                    allDrafted.SetResult();
                }

                await allDrafted.Task;

                try
                {
                    await Store.PublishDraftAsync(
                        Key, draft.Id, draft.Revision, Whole, $"writer {writer}", Cancellation);
                    done++;
                }
                catch (PolicyStoreException e) when (e.Error == PolicyStoreError.Conflict)
                {
                    Assert.True(e.Winner!.Version > head);
                    await Store.DeleteDraftAsync(Key, draft.Id, draft.Revision, $"writer {writer}", Cancellation);
                    Interlocked.Increment(ref lost);
                }
            }
        })));

        IReadOnlyList<PolicyVersion> versions = await Store.ListVersionsAsync(Key, 0, 1_000, Cancellation);
        Assert.Equal(Enumerable.Range(1, Writers * Each).Reverse(), versions.Select(v => v.Version));
        Assert.All(versions, v => Assert.Equal(v.Version - 1, v.BasedOn));
        HashSet<string> documents = [];
        foreach (PolicyVersion version in versions)
        {
            documents.Add((await Store.GetVersionAsync(Key, version.Version, Cancellation)).Document);
        }

        Assert.Equal(Writers * Each, documents.Count);
        Assert.True(lost > 0, "no writer ever lost: they did not write at once");
    }

    [Fact]
    public async Task UpdateDraft_SeenBeforeAnotherEdit_IsAConflict()
    {
        PolicyDraft first = await DraftAsync("a", 0);
        PolicyDraft second = await Store.UpdateDraftAsync(
            Key, first.Id, first.Revision, first.Content with { Document = "b" }, "bob", Cancellation);

        PolicyStoreException lost = await Assert.ThrowsAsync<PolicyStoreException>(() => Store.UpdateDraftAsync(
            Key, first.Id, first.Revision, first.Content with { Document = "c" }, "ann", Cancellation));

        Assert.Equal(PolicyStoreError.Conflict, lost.Error);
        Assert.Contains("'bob'", lost.Message, StringComparison.Ordinal);
        Assert.Equal(new RaceWinner(null, "bob", 0, "b"), lost.Winner);
        Assert.Equal(second, await Store.GetDraftAsync(Key, first.Id, Cancellation));
    }

    [Fact]
    public async Task GetDraft_ThatAnotherPublishedOrRemoved_NamesThem()
    {
        PolicyDraft published = await DraftAsync("a", 0);
        PolicyDraft removed = await DraftAsync("b", 0);
        await Store.PublishDraftAsync(Key, published.Id, published.Revision, Whole, "bob", Cancellation);
        await Store.DeleteDraftAsync(Key, removed.Id, removed.Revision, "eve", Cancellation);

        Assert.Equal(new RaceWinner(1, "bob", 0, "a"), await WinnerAsync(published.Id));
        Assert.Equal(new RaceWinner(null, "eve", 0, null), await WinnerAsync(removed.Id));
        Assert.Null(await WinnerAsync("never"));

        async Task<RaceWinner?> WinnerAsync(string draft)
        {
            PolicyStoreException missing = await Assert.ThrowsAsync<PolicyStoreException>(
                () => Store.GetDraftAsync(Key, draft, Cancellation));
            Assert.Equal(PolicyStoreError.NotFound, missing.Error);
            return missing.Winner;
        }
    }

    [Fact]
    public async Task ListDrafts_PageByPage_TellsAllWithoutTheirDocuments()
    {
        List<string> made = [];
        while (made.Count < 5)
        {
            made.Add((await DraftAsync("a", 0)).Id);
        }

        IReadOnlyList<PolicyDraft> first = await Store.ListDraftsAsync(Key, "", 3, Cancellation);
        IReadOnlyList<PolicyDraft> rest = await Store.ListDraftsAsync(Key, first[^1].Id, 3, Cancellation);

        Assert.Equal(made.Order(StringComparer.Ordinal), first.Concat(rest).Select(draft => draft.Id));
        Assert.All(first.Concat(rest), draft => Assert.Equal("", draft.Content.Document));
    }

    [Fact]
    public async Task RollBack_ToAnOldVersion_PublishesItAsTheNext()
    {
        await PublishAsync("a", 0);
        await PublishAsync("b", 1);

        PublishedPolicy back = await Store.RollBackAsync(Key, 1, 2, Whole, "ann", Cancellation);

        Assert.Equal((3, "a"), (back.Head.Version, back.Head.Document));
        Assert.Equal(back, await Store.FindPublishedAsync(Key, Cancellation));
    }

    [Fact]
    public async Task RollBack_WhileAVersionIsTried_WithdrawsIt()
    {
        await PublishAsync("a", 0);
        await PublishAsync("b", 1, new Rollout(10, false));

        PublishedPolicy back = await Store.RollBackAsync(Key, 1, 1, Whole, "ann", Cancellation);

        Assert.Equal((3, "a"), (back.Head.Version, back.Head.Document));
        Assert.Null(back.Candidate);
    }

    [Fact]
    public async Task EndRollout_PromotedOrWithdrawn_LeavesOneHead()
    {
        await PublishAsync("a", 0);
        PublishedPolicy tried = await PublishAsync("b", 1, new Rollout(10, true));
        Assert.Equal(
            (1, 2, new Rollout(10, true)),
            (tried.Head.Version, tried.Candidate!.Version.Version, tried.Candidate.Rollout));
        Assert.Equal(tried, await Store.FindPublishedAsync(Key, Cancellation));
        Assert.Equal(
            PolicyStoreError.Rollout,
            (await Assert.ThrowsAsync<PolicyStoreException>(() => PublishAsync("c", 1))).Error);

        PublishedPolicy withdrawn = await Store.EndRolloutAsync(Key, 2, promote: false, "ann", Cancellation);
        Assert.Equal((1, null), (withdrawn.Head.Version, withdrawn.Candidate));
        Assert.Equal(PolicyStoreError.Rollout, (await Assert.ThrowsAsync<PolicyStoreException>(
            () => Store.EndRolloutAsync(Key, 2, promote: true, "ann", Cancellation))).Error);

        await PublishAsync("c", 1, new Rollout(50, false));
        PublishedPolicy promoted = await Store.EndRolloutAsync(Key, 3, promote: true, "ann", Cancellation);
        Assert.Equal((3, "c"), (promoted.Head.Version, promoted.Head.Document));
        Assert.Null(promoted.Candidate);
    }

    [Fact]
    public async Task FourEyes_SwitchedOn_PublishesOnlyWhatAnotherApproved()
    {
        await Store.SetFourEyesAsync(Key.Tenant, true, "chief", Cancellation);
        PolicyDraft draft = await DraftAsync("a", 0);
        await FailsAsync(
            PolicyStoreError.NotApproved,
            () => Store.PublishDraftAsync(Key, draft.Id, draft.Revision, Whole, "ann", Cancellation));
        await FailsAsync(
            PolicyStoreError.OwnDraft,
            () => Store.ApproveDraftAsync(Key, draft.Id, draft.Revision, "ann", Cancellation));

        PolicyDraft approved = await Store.ApproveDraftAsync(Key, draft.Id, draft.Revision, "bob", Cancellation);
        PolicyDraft edited = await Store.UpdateDraftAsync(
            Key, draft.Id, approved.Revision, draft.Content with { Document = "b" }, "carl", Cancellation);
        await FailsAsync(
            PolicyStoreError.NotApproved,
            () => Store.PublishDraftAsync(Key, draft.Id, edited.Revision, Whole, "ann", Cancellation));
        await FailsAsync(
            PolicyStoreError.OwnDraft,
            () => Store.ApproveDraftAsync(Key, draft.Id, edited.Revision, "ann", Cancellation));

        approved = await Store.ApproveDraftAsync(Key, draft.Id, edited.Revision, "bob", Cancellation);
        PublishedPolicy published =
            await Store.PublishDraftAsync(Key, draft.Id, approved.Revision, Whole, "ann", Cancellation);
        Assert.Equal("b", published.Head.Document);
    }

    [Fact]
    public async Task GetPublishedSince_AnyRevision_ReturnsWhatChangedAfterIt()
    {
        PublishedPolicy first = await PublishAsync("a", 0);
        await DraftAsync("not yet", 1);
        PublishedPolicy second = await PublishAsync("b", 1);

        Assert.Equal([second], await Store.GetPublishedSinceAsync(first.Revision, Cancellation));
        Assert.Empty(await Store.GetPublishedSinceAsync(second.Revision, Cancellation));
        Assert.Equal(second.Revision, await Store.GetRevisionAsync(Cancellation));
    }

    [Fact]
    public async Task Draft_WhileOtherTenantsWrite_CountsItsOwnChangesOnly()
    {
        PolicyKey other = new("globex", "default");
        DraftContent content = new("{}", "", 0);
        PolicyDraft draft = await Store.CreateDraftAsync(Key, content, "ann", Cancellation);
        await Store.CreateDraftAsync(other, content, "bob", Cancellation);
        PolicyDraft edited = await Store.UpdateDraftAsync(Key, draft.Id, draft.Revision, content, "ann", Cancellation);
        PolicyDraft approved = await Store.ApproveDraftAsync(Key, draft.Id, edited.Revision, "bob", Cancellation);
        Assert.Equal([1, 2, 3], new[] { draft.Revision, edited.Revision, approved.Revision });
    }

    [Fact]
    public async Task Get_WhatIsNotThere_IsNotFound()
    {
        await FailsAsync(PolicyStoreError.NotFound, () => Store.GetVersionAsync(Key, 1, Cancellation));
        await FailsAsync(PolicyStoreError.NotFound, () => Store.GetDraftAsync(Key, "none", Cancellation));
        await FailsAsync(PolicyStoreError.NotFound, () => Store.RollBackAsync(Key, 1, 0, Whole, "ann", Cancellation));
        Assert.Null(await Store.FindPublishedAsync(Key, Cancellation));
    }

    protected abstract Task<string> CreateDatabaseAsync();

    private static async Task FailsAsync(PolicyStoreError expected, Func<Task> step) =>
        Assert.Equal(expected, (await Assert.ThrowsAsync<PolicyStoreException>(step)).Error);

    private Task<PolicyDraft> DraftAsync(string document, int baseVersion, string author = "ann") =>
        Store.CreateDraftAsync(Key, new DraftContent(document, "because", baseVersion), author, Cancellation);

    private async Task<PublishedPolicy> PublishAsync(string document, int baseVersion, Rollout? rollout = null)
    {
        PolicyDraft draft = await DraftAsync(document, baseVersion);
        return await Store.PublishDraftAsync(
            Key, draft.Id, draft.Revision, Whole with { Rollout = rollout ?? Rollout.Full }, "ann", Cancellation);
    }
}
