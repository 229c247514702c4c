using System.Threading.Channels;
using Triage.Core.Routing;
using Triage.Core.Routing.Lint;
using Triage.Rpc;
using Triage.Server.Access;
using Triage.Server.Decisions;
using Triage.Storage.Policies;
using Triage.Storage.Replication;
using Triage.V1;
using PolicyVersion = Triage.Storage.Policies.PolicyVersion;

namespace Triage.Server.Policies;

/// <remarks>Trying, publishing, undoing, watching.</remarks>
internal sealed partial class PolicyService
{
    private const int MaxTexts = 1_000;

    public Task<TryPolicyResponse> TryPolicy(TryPolicyRequest request, ServerCallContext context) =>
        PolicyErrors.MapAsync(async () =>
        {
            if (request.Texts.Count is 0 or > MaxTexts)
            {
                throw PolicyErrors.Invalid("texts", $"expected 1 to {MaxTexts}, got {request.Texts.Count}");
            }

            int blank = request.Texts.ToList().FindIndex(string.IsNullOrWhiteSpace);
            if (blank >= 0)
            {
                throw PolicyErrors.Invalid($"texts[{blank}]", "expected a query, got a blank text");
            }

            context.CountQueries(request.Texts.Count, access);
            PolicyKey key = PolicyRequests.Key(context, request.Policy);
            ServedPolicy baseline = await ServeAsync(key, request.Baseline, context.CancellationToken);
            ServedPolicy candidate = await ServeAsync(key, request.Candidate, context.CancellationToken);
            DateTimeOffset instant = request.Instant?.ToDateTimeOffset() ?? time.GetUtcNow();
            TryPolicyResponse response = new();
            foreach (string text in request.Texts)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                TriedText tried = new()
                {
                    Baseline = Decide(key, text, baseline, instant),
                    Candidate = Decide(key, text, candidate, instant),
                };
                response.Texts.Add(tried);
                response.Changed += tried.Baseline.Primary == tried.Candidate.Primary ? 0 : 1;
            }

            return response;
        });

    /// <remarks>Step 1: check the draft as it is now. Step 2: publish exactly that.
    /// Step 3: decide by it here.</remarks>
    public Task<Policy> PublishDraft(PublishDraftRequest request, ServerCallContext context)
    {
        PolicyKey key = PolicyRequests.Key(context, request.Policy);
        PolicyDraft? draft = null;
        return PolicyErrors.MapAsync(
            async () =>
            {
                // Step 1: check the draft as it is now.
                draft = await store.GetDraftAsync(
                    key, PolicyRequests.Draft(request.Id), context.CancellationToken);
                RoutingPolicy policy = Compile(draft.Content.Document);
                string[] found =
                [
                    .. PolicyLint.Check(policy.Document).Select(finding => finding.Name)
                        .Distinct(StringComparer.Ordinal),
                ];
                if (found.Except(request.AcceptedWarnings, StringComparer.Ordinal).ToArray() is { Length: > 0 } missing)
                {
                    throw PolicyErrors.NotAccepted(missing);
                }

                // Step 2: publish exactly that.
                PublishedPolicy published = await store.PublishDraftAsync(
                    key,
                    request.Id,
                    PolicyRequests.Etag(request.Etag),
                    new Release(PolicyRequests.Rollout(request.Rollout), ModelVersion, string.Join(',', found)),
                    context.GetCaller().Actor,
                    context.CancellationToken);

                // Step 3: decide by it here.
                return await TakeAsync(published, context.CancellationToken);
            },
            winner => TellChangesAsync(
                key, draft?.Content.BaseVersion ?? winner.BasedOn, winner, context.CancellationToken));
    }

    public Task<Policy> EndRollout(EndRolloutRequest request, ServerCallContext context) =>
        PolicyErrors.MapAsync(async () => await TakeAsync(
            await store.EndRolloutAsync(
                PolicyRequests.Key(context, request.Policy),
                request.Version,
                request.Promote,
                context.GetCaller().Actor,
                context.CancellationToken),
            context.CancellationToken));

    public Task<Policy> Rollback(RollbackRequest request, ServerCallContext context)
    {
        PolicyKey key = PolicyRequests.Key(context, request.Policy);
        int seen = (int)Math.Min(PolicyRequests.Etag(request.Etag), int.MaxValue);
        return PolicyErrors.MapAsync(
            async () =>
            {
                PolicyVersion old = await store.GetVersionAsync(key, request.Version, context.CancellationToken);
                Compile(old.Document);
                return await TakeAsync(
                    await store.RollBackAsync(
                        key,
                        request.Version,
                        seen,
                        new Release(Storage.Policies.Rollout.Full, ModelVersion, old.AcceptedWarnings),
                        context.GetCaller().Actor,
                        context.CancellationToken),
                    context.CancellationToken);
            },
            winner => TellChangesAsync(key, seen, winner, context.CancellationToken));
    }

    public async Task WatchPolicy(
        WatchPolicyRequest request, IServerStreamWriter<Policy> responses, ServerCallContext context)
    {
        PolicyKey key = PolicyRequests.Key(context, request.Policy);

        // One place: who reads slowly gets the newest and misses what was between.
        Channel<bool> changes = System.Threading.Channels.Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        void OnReplaced(object? sender, PolicyReplacedEventArgs replaced)
        {
            if (replaced.Envelope.Key == key)
            {
                changes.Writer.TryWrite(true);
            }
        }

        using CancellationTokenSource ended =
            CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        replica.Replaced += OnReplaced;
        try
        {
            changes.Writer.TryWrite(true);
            await foreach (bool _ in changes.Reader.ReadAllAsync(ended.Token))
            {
                if (Held(key) is Policy policy)
                {
                    await responses.WriteAsync(policy, ended.Token);
                }
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The stream ends well; its reader watches another replica.
        }
        finally
        {
            replica.Replaced -= OnReplaced;
        }
    }

    /// <summary>Reads from memory what decides here: a watch goes on while the database is down.</summary>
    private Policy? Held(PolicyKey key) =>
        replica.TryGet(key, out PolicyEnvelope? envelope) ? PolicyMessages.Of(envelope.Unpack())
        : key.Policy == PolicyName.Default ? PolicyMessages.Of(key, null, _builtInDocument, null, null)
        : null;

    private async Task<Policy> TakeAsync(PublishedPolicy published, CancellationToken cancellation)
    {
        replica.Offer(PolicyEnvelope.Pack(published), PolicySource.Local);
        return await ReadAsync(published, 0, cancellation);
    }

    private async Task<ServedPolicy> ServeAsync(PolicyKey key, PolicyChoice? choice, CancellationToken cancellation)
    {
        (RoutingPolicy policy, int version) = await ChooseAsync(key, choice, cancellation);
        return new ServedPolicy(policy, version);
    }

    private TriedDecision Decide(PolicyKey key, string text, ServedPolicy policy, DateTimeOffset instant)
    {
        TriageResponse decision = decider.Decide(key.Tenant, new TriageRequest { Text = text }, policy, instant);
        return new TriedDecision
        {
            Cell = decision.Cell,
            Primary = decision.Primary?.Id ?? "",
            Secondary = decision.Secondary?.Id ?? "",
        };
    }
}
