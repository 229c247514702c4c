using Triage.Storage.Policies;
using Triage.Storage.Sql;

namespace Triage.Storage.Tests.Policies;

public abstract partial class PolicyStoreContract
{
    [Fact]
    public async Task Audit_OfEveryStep_SaysWhoDidWhat()
    {
        PolicyDraft draft = await DraftAsync("a", 0);
        await Store.DeleteDraftAsync(Key, draft.Id, draft.Revision, "bob", Cancellation);
        await PublishAsync("b", 0);
        await Store.RollBackAsync(Key, 1, 1, Whole, "carl", Cancellation);

        IReadOnlyList<AuditEntry> audit = await Store.ListAuditAsync(Key.Tenant, 0, 100, Cancellation);

        Assert.Equal(
            [
                ("carl", "rolled_back", 2), ("ann", "published", 1), ("ann", "draft_created", null),
                ("bob", "draft_deleted", null), ("ann", "draft_created", (int?)null),
            ],
            audit.Select(e => (e.Actor, e.Action, e.Version)));
        Assert.Equal([5, 4, 3, 2, 1], audit.Select(e => e.Number));
        Assert.Equal([2L, 1L], (await Store.ListAuditAsync(Key.Tenant, 3, 100, Cancellation)).Select(e => e.Number));
        Assert.Empty(await Store.ListAuditAsync("other", 0, 100, Cancellation));
    }

    [Fact]
    public async Task Audit_NumbersOfATenant_SayNothingOfOthers()
    {
        await Store.SetFourEyesAsync("one", true, "ann", Cancellation);
        await Store.SetFourEyesAsync("two", true, "eve", Cancellation);
        await Store.SetFourEyesAsync("one", false, "ann", Cancellation);
        Assert.Equal([2L, 1L], (await Store.ListAuditAsync("one", 0, 100, Cancellation)).Select(e => e.Number));
    }

    [Theory]
    [InlineData("UPDATE policy_versions SET document = 'x'")]
    [InlineData("DELETE FROM policy_versions")]
    [InlineData("UPDATE policy_audit SET actor = 'x'")]
    [InlineData("DELETE FROM policy_audit")]
    public async Task History_ChangedInSql_IsRefused(string sql)
    {
        await PublishAsync("a", 0);
        await using SqlSession session = await _database.ReadAsync(Cancellation);
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => session.ExecuteAsync(sql, Cancellation));
    }
}
