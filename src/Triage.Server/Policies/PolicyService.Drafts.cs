using Triage.Rpc;
using Triage.Server.Access;
using Triage.Storage.Policies;
using Triage.V1;

namespace Triage.Server.Policies;

/// <remarks>Drafts. Their documents are kept as
/// <see cref="Core.Routing.Documents.PolicyWriter"/> writes them.</remarks>
internal sealed partial class PolicyService
{
    public Task<ListDraftsResponse> ListDrafts(ListDraftsRequest request, ServerCallContext context) =>
        PolicyErrors.MapAsync(async () =>
        {
            PolicyKey key = PolicyRequests.Key(context, request.Policy);
            IReadOnlyList<PolicyDraft> drafts = await store.ListDraftsAsync(
                key, request.After, PolicyRequests.Limit(request.Limit), context.CancellationToken);
            return new ListDraftsResponse { Drafts = { drafts.Select(draft => PolicyMessages.Of(key, draft)) } };
        });

    public Task<Draft> GetDraft(GetDraftRequest request, ServerCallContext context) =>
        PolicyErrors.MapAsync(async () =>
        {
            PolicyKey key = PolicyRequests.Key(context, request.Policy);
            return PolicyMessages.Of(
                key, await store.GetDraftAsync(key, PolicyRequests.Draft(request.Id), context.CancellationToken));
        });

    public Task<Draft> CreateDraft(CreateDraftRequest request, ServerCallContext context) =>
        PolicyErrors.MapAsync(async () =>
        {
            PolicyKey key = PolicyRequests.Key(context, request.Policy);
            string comment = PolicyRequests.Comment(request.Comment);
            string document = compiler.Write(Compile(request.Document));
            int baseVersion = PolicyRequests.NotNegative("base_version", request.BaseVersion);
            if (baseVersion == 0)
            {
                baseVersion = (await store.FindPublishedAsync(key, context.CancellationToken))?.Head.Version ?? 0;
            }

            PolicyDraft draft = await store.CreateDraftAsync(
                key,
                new DraftContent(document, comment, baseVersion),
                context.GetCaller().Actor,
                context.CancellationToken);
            return PolicyMessages.Of(key, draft);
        });

    public Task<Draft> UpdateDraft(UpdateDraftRequest request, ServerCallContext context)
    {
        PolicyKey key = PolicyRequests.Key(context, request.Policy);
        string id = PolicyRequests.Draft(request.Id);
        long seen = PolicyRequests.Etag(request.Etag);
        string comment = PolicyRequests.Comment(request.Comment);
        string document = compiler.Write(Compile(request.Document));
        int baseVersion = PolicyRequests.NotNegative("base_version", request.BaseVersion);
        return PolicyErrors.MapAsync(
            async () =>
            {
                if (baseVersion == 0)
                {
                    PolicyDraft before = await store.GetDraftAsync(key, id, context.CancellationToken);
                    baseVersion = before.Content.BaseVersion;
                }

                PolicyDraft draft = await store.UpdateDraftAsync(
                    key,
                    id,
                    seen,
                    new DraftContent(document, comment, baseVersion),
                    context.GetCaller().Actor,
                    context.CancellationToken);
                return PolicyMessages.Of(key, draft);
            },
            winner => Task.FromResult(PolicyDiff.Describe(PolicyDiff.Compare(document, winner.Document!))));
    }

    public Task<DeleteDraftResponse> DeleteDraft(DeleteDraftRequest request, ServerCallContext context)
    {
        PolicyKey key = PolicyRequests.Key(context, request.Policy);
        return PolicyErrors.MapAsync(
            async () =>
            {
                await store.DeleteDraftAsync(
                    key,
                    PolicyRequests.Draft(request.Id),
                    PolicyRequests.Etag(request.Etag),
                    context.GetCaller().Actor,
                    context.CancellationToken);
                return new DeleteDraftResponse();
            },
            winner => TellChangesAsync(key, winner.BasedOn, winner, context.CancellationToken));
    }

    public Task<Draft> ApproveDraft(ApproveDraftRequest request, ServerCallContext context)
    {
        PolicyKey key = PolicyRequests.Key(context, request.Policy);
        return PolicyErrors.MapAsync(
            async () => PolicyMessages.Of(
                key,
                await store.ApproveDraftAsync(
                    key,
                    PolicyRequests.Draft(request.Id),
                    PolicyRequests.Etag(request.Etag),
                    context.GetCaller().Actor,
                    context.CancellationToken)),
            winner => TellChangesAsync(key, winner.BasedOn, winner, context.CancellationToken));
    }

    public Task<SetFourEyesResponse> SetFourEyes(SetFourEyesRequest request, ServerCallContext context) =>
        PolicyErrors.MapAsync(async () =>
        {
            await store.SetFourEyesAsync(
                context.GetCaller().Tenant, request.On, context.GetCaller().Actor, context.CancellationToken);
            return new SetFourEyesResponse();
        });
}
