using Triage.Storage.Sql;

namespace Triage.Storage.Policies;

public sealed partial class PolicyStore
{
    /// <remarks>Counts the changes of one draft: the counter of all steps would tell how much other tenants
    /// change.</remarks>
    private const long FirstRevision = 1;

    private const string SelectDraft = """
        SELECT draft, document, comment, base_version, author, revision, updated_at, approved_by
        FROM policy_drafts WHERE tenant = @tenant AND policy = @policy
        """;

    /// <summary>Gets a policy's drafts without their documents, oldest first.</summary>
    /// <param name="key">The policy.</param>
    /// <param name="after">Only drafts made after the one with this id; empty for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<IReadOnlyList<PolicyDraft>> ListDraftsAsync(
        PolicyKey key, string after, int limit, CancellationToken cancellation)
    {
        await using SqlSession session = await database.ReadAsync(cancellation);
        return await session.QueryAsync(
            """
            SELECT draft, '', comment, base_version, author, revision, updated_at, approved_by
            FROM policy_drafts WHERE tenant = @tenant AND policy = @policy AND draft > @after
            ORDER BY draft LIMIT @limit
            """,
            ReadDraft,
            cancellation,
            [.. Names(key), ("after", after), ("limit", (long)limit)]);
    }

    /// <summary>Gets a draft.</summary>
    /// <exception cref="PolicyStoreException">NotFound, with who published or removed it.</exception>
    public async Task<PolicyDraft> GetDraftAsync(PolicyKey key, string draft, CancellationToken cancellation)
    {
        await using SqlSession session = await database.ReadAsync(cancellation);
        return await GetDraftAsync(session, key, draft, cancellation);
    }

    /// <summary>Keeps a new draft.</summary>
    public async Task<PolicyDraft> CreateDraftAsync(
        PolicyKey key, DraftContent content, string actor, CancellationToken cancellation)
    {
        await using Step step = await BeginAsync(key, actor, cancellation);
        PolicyDraft draft = new(
            Guid.CreateVersion7(step.At).ToString("N"), content, actor, FirstRevision, step.At, null);
        await step.Session.ExecuteAsync(
            """
            INSERT INTO policy_drafts
                (tenant, policy, draft, document, comment, base_version, author, revision, updated_at, approved_by)
            VALUES (@tenant, @policy, @draft, @document, @comment, @base, @author, @revision, @at, NULL)
            """,
            cancellation,
            Values(key, draft));
        await step.CommitAsync(AuditAction.DraftCreated, draft.Id, null, content.Comment);
        return draft;
    }

    /// <summary>Replaces what a draft says; an approval is void.</summary>
    /// <param name="key">The policy.</param>
    /// <param name="draft">The draft.</param>
    /// <param name="seen">The revision that the editor saw.</param>
    /// <param name="content">What it says now.</param>
    /// <param name="actor">Who edits.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="PolicyStoreException">NotFound; Conflict when it was edited meanwhile.</exception>
    public async Task<PolicyDraft> UpdateDraftAsync(
        PolicyKey key, string draft, long seen, DraftContent content, string actor, CancellationToken cancellation)
    {
        await using Step step = await BeginAsync(key, actor, cancellation);
        await GetUnchangedDraftAsync(step.Session, key, draft, seen, cancellation);
        PolicyDraft next = new(draft, content, actor, seen + 1, step.At, null);
        await step.Session.ExecuteAsync(
            """
            UPDATE policy_drafts
            SET document = @document, comment = @comment, base_version = @base, author = @author, revision = @revision,
                updated_at = @at, approved_by = NULL
            WHERE tenant = @tenant AND policy = @policy AND draft = @draft
            """,
            cancellation,
            Values(key, next));
        await step.CommitAsync(AuditAction.DraftUpdated, draft, null, content.Comment);
        return next;
    }

    /// <summary>Removes a draft; the audit remembers that it was there.</summary>
    /// <exception cref="PolicyStoreException">NotFound; Conflict when it was edited meanwhile.</exception>
    public async Task DeleteDraftAsync(
        PolicyKey key, string draft, long seen, string actor, CancellationToken cancellation)
    {
        await using Step step = await BeginAsync(key, actor, cancellation);
        await GetUnchangedDraftAsync(step.Session, key, draft, seen, cancellation);
        RemoveDraft(step.Session, key, draft);
        await step.CommitAsync(AuditAction.DraftDeleted, draft, null, "");
    }

    /// <summary>Approves a draft as it stands.</summary>
    /// <exception cref="PolicyStoreException">NotFound; Conflict when it was edited meanwhile;
    /// OwnDraft when the actor wrote any of it.</exception>
    public async Task<PolicyDraft> ApproveDraftAsync(
        PolicyKey key, string draft, long seen, string actor, CancellationToken cancellation)
    {
        await using Step step = await BeginAsync(key, actor, cancellation);
        PolicyDraft current = await GetUnchangedDraftAsync(step.Session, key, draft, seen, cancellation);
        List<string> editors = await step.Session.QueryAsync(
            $"""
            SELECT DISTINCT actor FROM policy_audit
            WHERE tenant = @tenant AND draft = @draft
              AND action IN ('{AuditAction.DraftCreated}', '{AuditAction.DraftUpdated}')
            """,
            row => row.GetString(0),
            cancellation,
            ("tenant", key.Tenant), ("draft", draft));
        if (editors.Contains(actor))
        {
            throw new PolicyStoreException(
                PolicyStoreError.OwnDraft, $"draft: '{actor}' wrote some of it, and nobody approves their own draft");
        }

        await step.Session.ExecuteAsync(
            """
            UPDATE policy_drafts SET approved_by = @actor, revision = @revision
            WHERE tenant = @tenant AND policy = @policy AND draft = @draft
            """,
            cancellation,
            [.. Names(key), ("draft", draft), ("actor", actor), ("revision", seen + 1)]);
        await step.CommitAsync(AuditAction.DraftApproved, draft, null, "");
        return current with { ApprovedBy = actor, Revision = seen + 1 };
    }

    private static async Task<PolicyDraft> GetDraftAsync(
        SqlSession session, PolicyKey key, string draft, CancellationToken cancellation)
    {
        List<PolicyDraft> found = await session.QueryAsync(
            $"{SelectDraft} AND draft = @draft", ReadDraft, cancellation, [.. Names(key), ("draft", draft)]);
        return found.SingleOrDefault() ?? throw await MissingAsync(session, key, draft, cancellation);
    }

    /// <summary>Tells, from the audit, what became of a draft that is not there.</summary>
    private static async Task<PolicyStoreException> MissingAsync(
        SqlSession session, PolicyKey key, string draft, CancellationToken cancellation)
    {
        List<(string Actor, int? Version)> ends = await session.QueryAsync(
            $"""
            SELECT actor, version FROM policy_audit
            WHERE tenant = @tenant AND policy = @policy AND draft = @draft AND action IN
                ('{AuditAction.Published}', '{AuditAction.RolloutStarted}', '{AuditAction.DraftDeleted}')
            """,
            row => (row.GetString(0), row.IsDBNull(1) ? (int?)null : (int)row.GetInt64(1)),
            cancellation,
            [.. Names(key), ("draft", draft)]);
        string missing = $"policy '{key.Policy}': there is no draft '{draft}'";
        return ends switch
        {
            [(string actor, int version)] => new PolicyStoreException(
                PolicyStoreError.NotFound,
                $"{missing}: '{actor}' published it as version {version}",
                new RaceWinner(await GetVersionAsync(session, key, version, cancellation))),
            [(string actor, null)] => new PolicyStoreException(
                PolicyStoreError.NotFound, $"{missing}: '{actor}' removed it", new RaceWinner(null, actor, 0, null)),
            _ => new PolicyStoreException(PolicyStoreError.NotFound, missing),
        };
    }

    private static async Task<PolicyDraft> GetUnchangedDraftAsync(
        SqlSession session, PolicyKey key, string draft, long seen, CancellationToken cancellation)
    {
        PolicyDraft current = await GetDraftAsync(session, key, draft, cancellation);
        if (current.Revision == seen)
        {
            return current;
        }

        string actor = current.ApprovedBy ?? current.Author;
        throw new PolicyStoreException(
            PolicyStoreError.Conflict,
            $"draft: expected etag {current.Revision}, got {seen}: '{actor}' changed it meanwhile",
            new RaceWinner(null, actor, current.Content.BaseVersion, current.Content.Document));
    }

    private static void RemoveDraft(SqlSession session, PolicyKey key, string draft) => session.Defer(
        "DELETE FROM policy_drafts WHERE tenant = @tenant AND policy = @policy AND draft = @draft",
        [.. Names(key), ("draft", draft)]);

    private static (string Name, object? Value)[] Values(PolicyKey key, PolicyDraft draft) =>
    [
        .. Names(key),
        ("draft", draft.Id),
        ("document", draft.Content.Document),
        ("comment", draft.Content.Comment),
        ("base", (long)draft.Content.BaseVersion),
        ("author", draft.Author),
        ("revision", draft.Revision),
        ("at", SqlInstant.Write(draft.UpdatedAt)),
    ];
}
