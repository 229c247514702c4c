using Triage.Storage.Sql;

namespace Triage.Storage.Policies;

public sealed partial class PolicyStore
{
    /// <summary>Publishes a draft: it becomes the next version, and the draft is gone.</summary>
    /// <param name="key">The policy.</param>
    /// <param name="draft">The draft.</param>
    /// <param name="seen">The revision of the draft that was seen.</param>
    /// <param name="release">How, and what it was checked with.</param>
    /// <param name="actor">Who publishes.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="PolicyStoreException">NotFound; Conflict, with the winner, when another version was published
    /// since the draft's base; NotApproved; Rollout while another version is being tried.</exception>
    public async Task<PublishedPolicy> PublishDraftAsync(
        PolicyKey key, string draft, long seen, Release release, string actor, CancellationToken cancellation)
    {
        await using Step step = await BeginAsync(key, actor, cancellation);
        PolicyDraft current = await GetUnchangedDraftAsync(step.Session, key, draft, seen, cancellation);
        PublishedPolicy? published = await FindPublishedAsync(step.Session, key, cancellation);
        await CheckHeadAsync(step.Session, key, published, current.Content.BaseVersion, cancellation);
        if (published?.Candidate is Candidate tried)
        {
            throw new PolicyStoreException(
                PolicyStoreError.Rollout,
                $"policy '{key.Policy}': version {tried.Version.Version} is being tried; promote or withdraw it first");
        }

        if (published is null && release.Rollout != Rollout.Full)
        {
            throw new PolicyStoreException(
                PolicyStoreError.Rollout,
                $"policy '{key.Policy}': its first version has nothing to be tried beside; publish it whole");
        }

        if (current.ApprovedBy is null && await GetFourEyesAsync(step.Session, key.Tenant, cancellation))
        {
            throw new PolicyStoreException(
                PolicyStoreError.NotApproved, "draft: somebody who did not write it must approve it first");
        }

        PublishedVersion version = await AddVersionAsync(
            step, key, current.Author, current.Content, release, cancellation);
        RemoveDraft(step.Session, key, draft);
        PublishedPolicy next = release.Rollout == Rollout.Full
            ? new PublishedPolicy(key, step.Revision, version, null)
            : new PublishedPolicy(key, step.Revision, published!.Head, new Candidate(version, release.Rollout));
        SetPublished(step.Session, next, version.Version);
        await step.CommitAsync(
            next.Candidate is null ? AuditAction.Published : AuditAction.RolloutStarted,
            draft,
            version.Version,
            current.Content.Comment);
        return next;
    }

    /// <summary>Publishes an old version again, as the next one; a version that is being tried is withdrawn.</summary>
    /// <param name="key">The policy.</param>
    /// <param name="version">The version to return to.</param>
    /// <param name="seen">The published version that was seen.</param>
    /// <param name="release">What it was checked with.</param>
    /// <param name="actor">Who does it; needs no approval.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="PolicyStoreException">NotFound; Conflict, with the winner,
    /// when another version was published since.</exception>
    public async Task<PublishedPolicy> RollBackAsync(
        PolicyKey key, int version, int seen, Release release, string actor, CancellationToken cancellation)
    {
        await using Step step = await BeginAsync(key, actor, cancellation);
        PolicyVersion old = await GetVersionAsync(step.Session, key, version, cancellation);
        PublishedPolicy? published = await FindPublishedAsync(step.Session, key, cancellation);
        await CheckHeadAsync(step.Session, key, published, seen, cancellation);
        string comment = published?.Candidate is Candidate tried
            ? $"back to version {version}, version {tried.Version.Version} withdrawn"
            : $"back to version {version}";
        DraftContent content = new(old.Document, comment, version);
        PublishedVersion next = await AddVersionAsync(step, key, old.Author, content, release, cancellation);
        PublishedPolicy result = new(key, step.Revision, next, null);
        SetPublished(step.Session, result, next.Version);
        await step.CommitAsync(AuditAction.RolledBack, null, next.Version, content.Comment);
        return result;
    }

    /// <summary>Ends the trial of a version: promotes it to head, or withdraws it.</summary>
    /// <exception cref="PolicyStoreException">Rollout when this version is not being tried.</exception>
    public async Task<PublishedPolicy> EndRolloutAsync(
        PolicyKey key, int candidate, bool promote, string actor, CancellationToken cancellation)
    {
        await using Step step = await BeginAsync(key, actor, cancellation);
        PublishedPolicy? published = await FindPublishedAsync(step.Session, key, cancellation);
        if (published?.Candidate?.Version is not PublishedVersion tried || tried.Version != candidate)
        {
            throw new PolicyStoreException(
                PolicyStoreError.Rollout, $"policy '{key.Policy}': version {candidate} is not being tried");
        }

        PublishedPolicy next = new(key, step.Revision, promote ? tried : published.Head, null);
        SetPublished(step.Session, next, tried.Version);
        await step.CommitAsync(
            promote ? AuditAction.RolloutPromoted : AuditAction.RolloutWithdrawn, null, candidate, "");
        return next;
    }

    /// <summary>Gets whether a tenant's drafts need the approval of somebody who did not write them.</summary>
    public async Task<bool> GetFourEyesAsync(string tenant, CancellationToken cancellation)
    {
        await using SqlSession session = await database.ReadAsync(cancellation);
        return await GetFourEyesAsync(session, tenant, cancellation);
    }

    /// <summary>Sets whether a tenant's drafts need the approval of somebody who did
    /// not write them. Default: no.</summary>
    public async Task SetFourEyesAsync(string tenant, bool isOn, string actor, CancellationToken cancellation)
    {
        await using Step step = await BeginAsync(new PolicyKey(tenant, ""), actor, cancellation);
        await step.Session.ExecuteAsync(
            """
            INSERT INTO tenants (tenant, four_eyes) VALUES (@tenant, @on)
            ON CONFLICT (tenant) DO UPDATE SET four_eyes = excluded.four_eyes
            """,
            cancellation,
            ("tenant", tenant), ("on", isOn ? 1L : 0L));
        await step.CommitAsync(isOn ? AuditAction.FourEyesOn : AuditAction.FourEyesOff, null, null, "");
    }

    private static async Task<bool> GetFourEyesAsync(SqlSession session, string tenant, CancellationToken cancellation)
    {
        List<long> flags = await session.QueryAsync(
            "SELECT four_eyes FROM tenants WHERE tenant = @tenant",
            row => row.GetInt64(0),
            cancellation,
            ("tenant", tenant));
        return flags is [1];
    }

    private static async Task CheckHeadAsync(
        SqlSession session, PolicyKey key, PublishedPolicy? published, int seen, CancellationToken cancellation)
    {
        int head = published?.Head.Version ?? 0;
        if (head == seen)
        {
            return;
        }

        PolicyVersion? winner = head == 0 ? null : await GetVersionAsync(session, key, head, cancellation);
        throw new PolicyStoreException(
            PolicyStoreError.Conflict,
            winner is null
                ? $"policy '{key.Policy}': expected no base version, got {seen}: nothing is published"
                : $"policy '{key.Policy}': version {head} by '{winner.PublishedBy}' is published, not {seen}",
            winner is null ? null : new RaceWinner(winner));
    }

    private static async Task<PublishedVersion> AddVersionAsync(
        Step step, PolicyKey key, string author, DraftContent content, Release release, CancellationToken cancellation)
    {
        List<long> version = await step.Session.QueryAsync(
            """
            INSERT INTO policy_versions
                (tenant, policy, version, document, author, comment, published_by, published_at, based_on,
                 model_version, accepted_warnings)
            VALUES (@tenant, @policy,
                COALESCE((SELECT latest FROM policies WHERE tenant = @tenant AND policy = @policy), 0) + 1,
                @document, @author, @comment, @actor, @at, @base, @model, @accepted)
            RETURNING version
            """,
            row => row.GetInt64(0),
            cancellation,
            [
                .. Names(key),
                ("document", content.Document),
                ("author", author),
                ("comment", content.Comment),
                ("actor", step.Actor),
                ("at", SqlInstant.Write(step.At)),
                ("base", (long)content.BaseVersion),
                ("model", release.ModelVersion),
                ("accepted", release.AcceptedWarnings),
            ]);
        return new PublishedVersion((int)version[0], release.ModelVersion, step.At, content.Document);
    }

    private static void SetPublished(SqlSession session, PublishedPolicy published, int latest) => session.Defer(
        """
        INSERT INTO policies (tenant, policy, latest, head, candidate, share_percent, shadow, revision)
        VALUES (@tenant, @policy, @latest, @head, @candidate, @share, @shadow, @revision)
        ON CONFLICT (tenant, policy) DO UPDATE SET latest = excluded.latest, head = excluded.head,
            candidate = excluded.candidate, share_percent = excluded.share_percent, shadow = excluded.shadow,
            revision = excluded.revision
        """,
        [
            .. Names(published.Key),
            ("latest", (long)latest),
            ("head", (long)published.Head.Version),
            ("candidate", (long?)published.Candidate?.Version.Version),
            ("share", (long)(published.Candidate?.Rollout.SharePercent ?? 0)),
            ("shadow", published.Candidate?.Rollout.IsShadow == true ? 1L : 0L),
            ("revision", published.Revision),
        ]);
}
